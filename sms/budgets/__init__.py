"""Limits on what is sent in a day: to a phone, to a range of numbers, in all. Against pumping and mistakes."""
