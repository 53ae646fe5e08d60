"""The mobile networks of Mali and Benin, and which one a number belongs to."""

# Operators by E.164 prefix, longest first: Mali numbering plan, Benin's ten digits of November 2024.
NETWORKS = {
    "61002": "Orange Mali",
    "61001": "Malitel",
    "61003": "Telecel Mali",
    "61603": "MTN Bénin",
    "61602": "Moov Bénin",
    "61607": "Celtiis Bénin",
    "99999": "Réseau d'essai",
}
PREFIXES = {
    "61002": ("2237", "2238", "22390", "22391", "22392", "22393", "22394"),
    "61001": ("2236", "22395", "22396", "22397", "22398", "22399"),
    "61003": ("2235",),
    "61602": ("2290155", "2290158", "229016", "2290194", "2290195", "2290198", "2290199"),
    "61607": ("229014",),
    "61603": ("22901",),
}
MTN_BENIN = "61603"


def network_of(number: str) -> str:
    """The MCC+MNC of an E.164 number, or the test network's."""
    return next((code for code, starts in PREFIXES.items() if number[1:].startswith(starts)), "99999")
