"""USSD: what operators send becomes a turn, a screen becomes what they expect. No menu logic."""
