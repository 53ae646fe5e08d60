"""PI-SPI, the BCEAO's instant payments: requests to pay, batch webhooks."""
