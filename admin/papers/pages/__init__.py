"""The pages of this room: plain functions of a request. What they show is read one floor up."""
