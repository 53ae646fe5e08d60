"""What the console reads of cases: the queue and one whole story. It moves nothing."""
