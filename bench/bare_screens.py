"""The four screens of the bare handlers: a menu as a table, with nothing around it."""

Answer = tuple[str, str]

# (state, last input) -> (next state, reply).
MENU: dict[tuple[str, str], Answer] = {
    ("", ""): (
        "menu",
        "CON Bienvenue\n1 Suivre un dossier\n2 Payer\n3 Verifier un document\n4 Demander un service",
    ),
    ("menu", "4"): (
        "services",
        "CON Choisissez un service:\n1 Certificat d'origine\n2 Casier judiciaire\n3 Nationalite",
    ),
    ("services", "1"): (
        "service",
        "CON Certificat d'origine\nFrais: 3 000 F\nDelai: 48 heures\n1 Demander\n2 Pieces",
    ),
    ("service", "2"): (
        "papers",
        "CON Pieces a fournir:\n- Facture\n- Titre d'exportation\n0 Retour\n00 Accueil",
    ),
}
LOST: Answer = ("", "END Choix inconnu. Recomposez le code.")
INPUTS = ("", "4", "1", "2")
# As long as the gateway keeps a session.
SESSION_TTL_S = 660


def answer(state: bytes | None, text: str) -> Answer:
    """The next state and the reply to the last input of ``text``."""
    return MENU.get(((state or b"").decode(), text.rpartition("*")[2]), LOST)
