"""Orange SMS API for Africa: OneAPI messages behind an OAuth token."""
