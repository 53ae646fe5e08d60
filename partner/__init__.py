"""The HTTP door that administrations and partners call, mapped onto cases. No rule of a case."""
