"""What this room holds of a person, for `guichet person`: see kernel/personal.py. Nothing of it is erased."""

from kernel.personal import Personal, Section
from payments import of_person

_ACCOUNTS = "public accounts: what was due, paid, receipted and given back is proven by it"
_SWEPT = "found by no phone; deleted 90 days after it was settled"
_SAID = "a person's reason for the file of a movement of money"

PERSONAL = Personal(
    sections=(
        Section("invoices", of_person.invoices, _ACCOUNTS),
        Section("payment_attempts", of_person.attempts, _ACCOUNTS),
        Section("payments", of_person.receipts, _ACCOUNTS),
        Section("quittances", of_person.quittances, _ACCOUNTS),
        Section("refunds", of_person.refunds, _ACCOUNTS),
        Section("credits_spent", of_person.credits_spent, _ACCOUNTS),
        Section("claims", of_person.claims, _ACCOUNTS),
        Section("statement_lines", of_person.statement_lines, _ACCOUNTS),
    ),
    kept={
        **{
            f"{table}.{column}": _ACCOUNTS
            for table in ("invoice", "payment_attempt", "money_receipt", "statement_line")
            for column in ("payer_index", "payer_sealed")
        },
        "payment_attempt.hint_index": "finds the charge that an operator's callback names",
        "payment_attempt.tokens_sealed": "the operator's own keys of a charge, by which it is asked about it",
        "payment_attempt.base_url": "an address of an operator",
        "payment_callback.raw_sealed": _SWEPT,
        "suspense_claim.claimant_index": _ACCOUNTS,
        "quittance.code_sealed": "checks the paper that its holder has",
        "quittance.payer_sealed": _ACCOUNTS,
        "quittance.void_reason": _SAID,
        "refund.reason": _SAID,
        "difference.why": _SAID,
        "ledger_journal.reason": _SAID,
        "day_closing.slip": "sums of a regie's day, signed by its hash",
    },
    nobody={
        **dict.fromkeys(
            ("ledger_entry", "ledger_unsealed", "ledger_seal", "ledger_snapshot", "ledger_carried"),
            "numbers and amounts; a chain of hashes that no erasure touches",
        ),
        "bill_payment": "an operator's transaction on a reference; the payer is in its receipt",
        "credit_spent": "amounts between receipts and invoices",
        "quittance_counter": "the last number of each regie",
        "statement_file": "a file's name, days and sums",
        "suspense_match": "which receipt people propose for which invoice",
    },
)
