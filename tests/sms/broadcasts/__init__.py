"""Tests of sms/broadcasts and of the command that uses it."""
