"""Orange Money: web payment and the code the payer dials."""
