"""Sealed documents as officers issue, reprint and revoke them; the rules are those of `verification/`."""
