"""MTN MADAPI: USSD turns in JSON."""
