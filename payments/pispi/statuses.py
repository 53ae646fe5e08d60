"""PI-SPI's words, and ours. Source: PI API BUSINESS 1.0.0, DemandePaiementStatut and its reasons (ISO 20022)."""

from payments.contract import Word

REQUEST: dict[str, Word] = {
    "INITIE": "pending",
    "ENVOYE": "pending",
    "IRREVOCABLE": "succeeded",
    "REJETE": "failed",
    "ANNULE": "failed",
}
# A return of funds has the same words, and no answer before it was asked for.
RETURN: dict[str, Word] = {
    "INITIE": "pending",
    "ENVOYE": "pending",
    "IRREVOCABLE": "succeeded",
    "REJETE": "failed",
}
DUPLICATE = "DU03"
# Reasons that turn a rejection into another word. APAR and ALAC say that it was paid or accepted before.
REASON: dict[str, Word] = {"AEXR": "expired", "APAR": "pending", "ALAC": "pending"}
REASONS = frozenset(
    {"AB03", "AB04", "AB08", "AB09", "AC03", "AC04", "AC06", "AC07", "AEXR", "AG01", "AG03", "AG10", "AG11",
     "ALAC", "AM02", "AM04", "AM09", "AM14", "AM21", "APAR", "ARFR", "ARJR", "BE01", "BE05", "BE23", "CUST",
     "DU03", "FR01", "IRNR", "MD06", "RR04", "RR07"}
)  # fmt: skip
# Events of a webhook that speak of a payment to us; the others are kept and wait for a person.
EVENTS = frozenset(
    {"PAIEMENT_RECU", "PAIEMENT_REJETE", "RTP_REJETE", "RETOUR_ENVOYE", "RETOUR_REJETE", "ANNULATION_DEMANDE"}
)
