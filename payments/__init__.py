"""Charging, the ledger and its registers. Never what was bought: an invoice has an opaque subject."""
