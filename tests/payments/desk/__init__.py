"""Tests of the desk: suspense, refunds, reconciliation, closing, staff."""
