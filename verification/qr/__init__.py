"""QR symbols: made, drawn in whole printer dots, read back."""
