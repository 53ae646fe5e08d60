"""Each fault of docs/faults.md, ordered on the real parts."""
