"""What only Twilio knows."""
