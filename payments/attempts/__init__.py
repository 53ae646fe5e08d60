"""One try to collect money for an invoice: begun, read, moved, ended."""
