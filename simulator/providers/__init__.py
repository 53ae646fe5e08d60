"""The SMS and USSD providers, each with the real one's own paths, words and manners."""
