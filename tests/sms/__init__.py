"""Tests of sms."""
