"""The systems of the outside world, and what can be made to go wrong in each. Tables only."""

from dataclasses import dataclass

HTTP_FAULTS = {
    "down": "Le service répond 503, sans rien faire.",
    "timeout": "Le service accepte la connexion puis se tait 30 secondes, sans rien faire.",
    "accept-then-drop": "Le service fait le travail, puis coupe sans répondre.",
    "html": "Le service répond 200 avec une page HTML, comme un portail captif.",
    "huge": "Le service répond 50 Mo.",
    "redirect": "Le service renvoie vers http://169.254.169.254/.",
    "half-json": "Le service fait le travail et répond la moitié du JSON.",
    "error-500": "Le service répond 500, sans rien faire.",
}
# Faults of every SMS provider besides those of any HTTP server. "outage" lasts: see ``simulator/faults.py``.
MESSAGE_FAULTS = {
    "outage": "Le prestataire est en panne, dans les deux sens, tant de secondes (0 : jusqu'à l'annulation).",
    "slow": "Le service fait le travail et répond tard (secondes ; 8 si rien n'est dit).",
    "accept-then-hang": "Le service fait le travail, puis se tait 30 secondes et coupe.",
    "throttle": "Trop de messages : le service répond 429 et dit d'attendre, sans rien faire.",
    "refuse": "Le message est refusé pour toujours.",
    "no-credit": "Le compte chez le prestataire n'a plus de crédit.",
    "unknown-status": "Le message part, mais la réponse porte un état que personne ne connaît.",
}
REPORT_FAULTS = {
    "report-late": "Les accusés de réception arrivent une minute plus tard.",
    "report-twice": "Chaque accusé de réception arrive deux fois.",
    "report-out-of-order": "L'accusé final arrive avant l'accusé intermédiaire.",
    "report-unknown": "L'accusé final porte un statut que personne ne connaît.",
    "report-never": "Aucun accusé de réception ne part.",
    "report-stranger": "Un accusé arrive en plus, pour un message que personne n'a envoyé.",
    "report-failed": "Le message n'arrive pas au téléphone ; l'accusé final le dit.",
}
INBOUND_FAULTS = {
    "inbound-twice": "L'SMS écrit sur un téléphone est posté deux fois à Guichet.",
    "inbound-forged": "L'SMS écrit sur un téléphone est posté par un faussaire : signature ou adresse fausse.",
}
PARTS_FAULTS = {
    "parts-apart": "Un long SMS écrit sur un téléphone arrive en morceaux séparés.",
    "parts-swapped": "Un long SMS écrit sur un téléphone arrive en morceaux, le dernier d'abord.",
}
SMS_FAULTS = HTTP_FAULTS | MESSAGE_FAULTS | REPORT_FAULTS | INBOUND_FAULTS
KANNEL_FAULTS = {
    "throttle": "La file de Kannel est pleine : 503, réessayer plus tard, sans rien faire.",
    "no-credit": "Kannel accepte, puis l'opérateur rejette faute de crédit : accusé 16.",
    "queued": "Le lien vers l'opérateur est coupé : Kannel accepte et garde le message.",
}
USSD_FAULTS = {
    "drop": "La session se perd : la demande arrive, la réponse ne revient pas.",
    "repeat": "La même demande part deux fois en même temps.",
    "delay": "La demande reste en route avant d'arriver.",
    "no-event": "La fin de session n'est jamais annoncée.",
    "event-twice": "La fin de session est annoncée deux fois.",
}
EVENT_FAULTS = {
    "event-twice": "Chaque changement d'état est poussé deux fois, avec le même identifiant.",
    "event-late": "Les changements d'état sont poussés une minute plus tard.",
    "no-event": "Les changements d'état ne sont jamais poussés : il faut interroger.",
}
# What goes wrong with a payment; each strikes at the moment it is about.
PAYMENT_FAULTS = HTTP_FAULTS | {
    "auto-approve": "Le payeur accepte tout seul et a de quoi payer (secondes : après combien de temps).",
    "error-500-permanent": "La demande est refusée pour toujours par une réponse 500.",
    "unknown-word": "L'état lu porte un mot que personne ne connaît.",
    "wrong-amount": "La moitié seulement du montant est payée.",
    "wrong-currency": "Le paiement est fait en EUR.",
    "success-after-expiry": "Le paiement expire, puis réussit (secondes : après combien de temps).",
    "success-after-failed": "Le paiement échoue, puis réussit (secondes : après combien de temps).",
    "statement-line-missing": "Le paiement réussi manque au relevé.",
    "statement-line-duplicated": "Le paiement réussi est deux fois au relevé.",
    "statement-line-late": "Le paiement réussi est au relevé du lendemain.",
    "statement-line-reversed": "Le paiement réussi est contrepassé au relevé.",
}
CALLBACK_FAULTS = {
    "callback-before-reply": "Le payeur accepte aussitôt et l'avis part avant la réponse à la demande.",
    "callback-twice": "L'avis de paiement part deux fois.",
    "callback-late": "L'avis de paiement part une minute plus tard.",
    "callback-forged": "Un avis de réussite arrive pour un paiement qui attend encore.",
    "callback-never": "L'avis de paiement ne part jamais : il faut interroger.",
}
TOKEN_FAULTS = {"bad-token": "Le jeton est refusé par une réponse 401."}


@dataclass(frozen=True, slots=True)
class System:
    """A part of the outside world, as the faults page names it."""

    label: str
    faults: dict[str, str]


SYSTEMS = {
    "africastalking-ussd": System("Africa's Talking, USSD", USSD_FAULTS),
    "africastalking-sms": System("Africa's Talking, SMS", SMS_FAULTS | PARTS_FAULTS),
    "twilio": System("Twilio", SMS_FAULTS | {"stopped": "Le destinataire a écrit STOP : erreur 21610."}),
    "kannel": System("Kannel", SMS_FAULTS | PARTS_FAULTS | KANNEL_FAULTS),
    "orange-sms": System("Orange, SMS", SMS_FAULTS),
    "mtn-ussd": System("MTN MADAPI, USSD", USSD_FAULTS),
    "mtn": System("MTN MoMo", PAYMENT_FAULTS | CALLBACK_FAULTS | TOKEN_FAULTS),
    "orange": System("Orange Money", PAYMENT_FAULTS | CALLBACK_FAULTS | TOKEN_FAULTS),
    "moov": System("Moov Money", PAYMENT_FAULTS | {"utf-16": "Une réponse est écrite en UTF-16."}),
    "wave": System("Wave", PAYMENT_FAULTS | CALLBACK_FAULTS | TOKEN_FAULTS),
    "gsma": System("GSMA Mobile Money API", PAYMENT_FAULTS | CALLBACK_FAULTS | TOKEN_FAULTS),
    "pispi": System("PI-SPI", PAYMENT_FAULTS | CALLBACK_FAULTS | TOKEN_FAULTS),
    "apex": System("APEX-Mali, certificats d'origine", HTTP_FAULTS | EVENT_FAULTS),
}
