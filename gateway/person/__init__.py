"""A person's own data: what is held about a phone, and its erasure by two persons. No room's SQL but its own."""
