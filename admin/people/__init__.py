"""The people of the console: who they are, what proves it, how long it stays proven."""
