"""transferFlooz: money out, to a payer or to anybody."""

import uuid

from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import e164, whole
from simulator.operators.moov.codes import OK, PARAMETERS, Fields, Result
from simulator.operators.refunds import RefundRefused
from simulator.world import here


def transfer(fields: Fields) -> Result:
    """transferFlooz: money out. Here ``transactionid`` is ours and ``referenceid`` Moov's: the push's inverse."""
    market, ours = (
        here().market,
        fields.get("transactionid") or fields.get("referenceid") or str(uuid.uuid4()),
    )
    try:
        payee, amount = e164(fields.get("destination") or fields["msisdn"]), whole(fields["amount"])
        paid = market.book.get("moov", fields.get("extendeddata", ""))
        if paid:
            done = market.refunds.refund(paid, ours, amount, ours)
        else:
            done = market.refunds.pay_out(Asked("moov", ours, payee, amount, reference=ours, kind="refund"))
    except (KeyError, ValueError, RefundRefused):
        return {"message": PARAMETERS[1], "referenceid": "", "status": PARAMETERS[0], "transactionid": ours}
    except Duplicate:
        return {"message": "Duplicate referenceid", "referenceid": "", "status": 91, "transactionid": ours}
    number, words = OK
    return {"message": words, "referenceid": done["operator_id"], "status": number, "transactionid": ours}
