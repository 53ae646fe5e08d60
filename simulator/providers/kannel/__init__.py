"""Kannel: smsbox in front of an SMPP link, as version 1.4.5 behaves on the wire."""
