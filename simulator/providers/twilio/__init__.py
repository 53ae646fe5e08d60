"""Twilio Programmable Messaging, API 2010-04-01."""
