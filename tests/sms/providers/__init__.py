"""The same cases against every SMS provider, each spoken to in its own wire."""
