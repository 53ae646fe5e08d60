"""SMS and USSD providers, one directory each, each with its own real paths and shapes."""
