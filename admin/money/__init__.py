"""Money as regisseurs, accountants and support see and move it; the rules are those of `payments/`."""
