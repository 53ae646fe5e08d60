"""Messages: what leaves for phones and what comes from them, one directory a provider."""
