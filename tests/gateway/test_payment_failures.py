"""Whatever word an operator ends a payment with, the citizen reads a sentence that was chosen for it."""

import pytest

from catalogue.catalogue import Catalogue
from catalogue.loader import load
from catalogue.text import LANGUAGES
from gateway.payment_failures import FAILURES, OTHER, word
from kernel.gsm import segments
from payments.carrier import ACCOUNT
from payments.gsma import statuses as gsma
from payments.moov import statuses as moov
from payments.mtn import wire as mtn
from payments.orange import statuses as orange
from payments.pispi import statuses as pispi
from payments.reconciliation.doubts import ABSENT
from payments.wave import wire as wave

# Ended without money, by the word that is said of it.
ENDS = ("no", "ours")
# These never end a payment: busy is asked again, the two others mean that it was taken before.
OF_GSMA = {code for code, verdict in gsma.ERROR.items() if verdict in ENDS} | set(gsma.CATEGORY)
TABLES = {
    "mtn": mtn.DECLINED | mtn.EXPIRED | mtn.OURS | {"OTHER"},
    "moov": {reason for verdict, reason in moov.CODES.values() if verdict in ENDS} | {"failed"},
    "wave": set(wave.REFUSALS.values()),
    "orange": set(orange.ERRORS.values()) | {"duplicate_order", "bad_request", "abandoned"},
    "gsma": OF_GSMA | {"failed"},
    "pispi": pispi.REASONS | {"other", "rejected"},
    "carrier": set(ACCOUNT.values()),
    # What we say ourselves: charging, polling, statements.
    "ours": {"not_sent", "rail_gone", "invoice_closed", "absent", "platform_gone", ABSENT},
}
# What a citizen can do something about, by operator.
HELPS = {
    ("moov", "not_approved"): "unconfirmed", ("moov", "insufficient_funds"): "funds",
    ("moov", "payer_not_registered"): "account", ("moov", "payer_not_valid"): "account",
    ("moov", "payer_inactive"): "locked", ("moov", "payer_locked"): "locked",
    ("moov", "amount_too_high"): "limit", ("moov", "daily_amount_reached"): "limit",
    ("moov", "payee_balance_full"): "operator",
    ("mtn", "APPROVAL_REJECTED"): "refused", ("mtn", "NOT_ENOUGH_FUNDS"): "funds",
    ("mtn", "PAYER_NOT_FOUND"): "account", ("mtn", "PAYEE_NOT_FOUND"): "operator",
    ("mtn", "PAYER_LIMIT_REACHED"): "limit", ("mtn", "EXPIRED"): "expired",
    ("pispi", "AM04"): "funds", ("pispi", "BE23"): "account", ("pispi", "CUST"): "refused",
    ("pispi", "AEXR"): "expired", ("pispi", "AM14"): "limit", ("pispi", "AC06"): "locked",
    ("gsma", "requestDeclined"): "refused", ("gsma", "identifierError"): "account",
    ("gsma", "insufficientFunds"): "funds", ("gsma", "weeklyVolumeLimitExceeded"): "limit",
    ("wave", "insufficient-funds"): "funds", ("wave", "blocked-account"): "locked",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.mark.parametrize(
    ("rail", "reason"), [(rail, reason) for rail, table in TABLES.items() for reason in sorted(table)]
)
def test_every_word_that_ends_a_payment_has_a_sentence_or_says_that_it_has_none(
    catalogue: Catalogue, rail: str, reason: str
) -> None:
    assert reason in FAILURES
    for language in LANGUAGES:
        assert catalogue.text(f"failure.{word('failed', reason)}", language)


@pytest.mark.parametrize(("rail", "reason"), HELPS, ids=lambda part: part)
def test_what_the_payer_can_mend_is_named(rail: str, reason: str) -> None:
    assert word("failed", reason) == HELPS[rail, reason]


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("expired", None, "expired"), ("expired", "ANYTHING", "expired"), ("expired", "insufficient-funds", "funds"),
        ("expired", "not_sent", "unsent"), ("failed", None, OTHER), ("failed", "ANYTHING", OTHER),
        ("failed", "http_405", "operator"), ("failed", "egress_host", "operator"), ("failed", "token_500", "operator"),
        (None, None, OTHER),
    ],
)  # fmt: skip
def test_a_word_that_nobody_described_says_what_its_state_says(
    state: str | None, reason: str | None, said: str
) -> None:
    assert word(state, reason) == said


def test_no_sentence_is_without_a_word_that_leads_to_it(catalogue: Catalogue) -> None:
    written = {key.removeprefix("failure.") for key in catalogue.texts.keys() if key.startswith("failure.")}  # noqa: SIM118 - a method of its own
    assert written == set(FAILURES.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["sms.payment_undialled", "sms.payment_closed"])
def test_what_is_said_of_a_code_to_dial_is_one_part(catalogue: Catalogue, language: str, key: str) -> None:
    worst = {"amount": "2 000 000 F", "label": "M" * 40, "dial": "*384*44135*2#"}
    known = {name: worst[name] for name in catalogue.texts.placeholders(key)}
    cost = segments(catalogue.text(key, language, **known))
    assert (cost.encoding, cost.parts) == ("GSM-7", 1), cost
