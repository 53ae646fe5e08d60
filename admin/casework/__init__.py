"""The queue, one case with its whole story, and what staff do to it: decide, and write to each other."""
