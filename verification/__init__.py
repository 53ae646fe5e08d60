"""Seals: tokens, QR codes, keys, revocation and verdicts. Not who may issue, and not what was bought."""
