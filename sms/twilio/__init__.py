"""Twilio SMS, an aggregator. Its wire only: the rules are one level up."""

NAME = "twilio"
