"""The SMS about money cost one part in the worst case."""

import pytest

from catalogue.catalogue import Catalogue
from catalogue.text import LANGUAGES
from kernel.gsm import segments

WORST = {
    "number": "26 12345678 90", "code": "4821", "reference": "26 12345678 90", "amount": "2 000 000 F",
    "due": "2 000 000 F", "label": "M" * 40, "day": "21/11", "dial": "*384*44135*3#",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "key", ["sms.quittance", "sms.part_paid", "sms.payment_failed", "sms.payment_late", "sms.credit"]
)
def test_a_message_about_money_is_one_part(catalogue: Catalogue, language: str, key: str) -> None:
    every = catalogue.texts.keys()
    for reason in (catalogue.text(name, language) for name in every if name.startswith("failure.")):
        cost = segments(catalogue.text(key, language, **WORST, reason=reason))
        assert (cost.encoding, cost.parts) == ("GSM-7", 1), cost
