"""Tests of the core of the seals: bytes, keys, lists and verdicts, without a store or a door."""
