"""What the head of an administration reads in a minute, and what is stuck. It changes nothing but what is retried."""
