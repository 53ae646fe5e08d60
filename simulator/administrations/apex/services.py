"""What APEX-Mali offers, in the GovStack Registration shape. The forms themselves live at the gateway."""

SERVICES: dict[str, dict[str, str]] = {
    "certificat-origine": {
        "id": "certificat-origine",
        "name": "Certificat d'origine à l'exportation (zones de préférence)",
        "description": "Certificat numéroté pour un produit et un envoi : UEMOA, CEDEAO SLE, ZLECAf, SPG.",
        "authority": "APEX-Mali",
    },
}
