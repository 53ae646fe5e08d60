"""What only Orange knows."""
