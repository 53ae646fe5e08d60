"""Moov Money: SOAP merchant service, asked and never calling back."""
