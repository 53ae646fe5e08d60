"""Sealing in this deployment: from a case or a quittance to a paper that reads back. The seal: `verification/`."""
