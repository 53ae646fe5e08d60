"""The phones people hold: their numbers, their USSD sessions, their SMS, their page."""
