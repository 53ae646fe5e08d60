"""Reads the body of a PI request to pay."""

import re
from typing import Any

from simulator.operators.door import whole
from simulator.operators.pispi.answers import Refused

TX_ID = re.compile(r"[A-Za-z0-9-]{1,35}")
CATEGORIES = ("500", "521", "401", "631")
LONGEST = {"motif": 140, "refDocNumero": 35}


def check(body: dict[str, Any]) -> int:
    """The amount of a body that can be read; Refused with every field that cannot."""
    wrong = [name for name in ("payeurAlias", "payeAlias") if not isinstance(body.get(name), str)]
    wrong += [] if TX_ID.fullmatch(str(body.get("txId") or "")) else ["txId"]
    wrong += [] if body.get("categorie") in CATEGORIES else ["categorie"]
    wrong += [name for name, most in LONGEST.items() if len(str(body.get(name) or "")) > most]
    amount = body.get("montant")
    try:
        value = whole(None if isinstance(amount, str) else amount)
    except ValueError:
        wrong, value = [*wrong, "montant"], 0
    if wrong:
        raise Refused(400, "La requête est malformée", *wrong)
    return value
