"""The registers as tables: which columns, where the rows come from, what is summed. One entry a register."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from admin.books.asked import Asked
from admin.books.reader import Reader
from payments import registers
from payments.registers import charges, regie_book, sums

Kind = Literal["text", "number", "money", "time", "phone", "beneficiary"]


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the key of its title; ``wide``: in files only, a page has no room."""

    name: str
    kind: Kind = "text"
    wide: bool = False

    @property
    def attribute(self) -> str:
        """Of the row. A code and the name that the plan has for it are two columns of one attribute."""
        return "beneficiary" if self.kind == "beneficiary" else self.name


@dataclass(frozen=True, slots=True)
class Sheet:
    """``at``: by which a long one is paged. ``summed``: the foot of a long one; a short one is added up.

    ``of_regie``: not for all regies together. ``of_account``: of one account.
    """

    name: str
    columns: tuple[Column, ...]
    read: Callable[[Reader, Asked], Iterator[Any]]
    at: str = ""
    summed: Callable[[Reader, Asked], Mapping[str, int]] | None = None
    of_regie: bool = False
    of_account: bool = False


def _time(name: str) -> Column:
    return Column(name, "time")


def _money(name: str) -> Column:
    return Column(name, "money")


def _number(name: str, *, wide: bool = False) -> Column:
    return Column(name, "number", wide)


_DEBIT, _CREDIT = _money("debit_xof"), _money("credit_xof")
_LINE, _REGIE, _RAIL = Column("revenue_line"), Column("regie"), Column("rail")
_SHARER = Column("beneficiary", wide=True)
_SHEETS = (
    Sheet(
        "journal",
        (_time("occurred_at"), _number("journal_id"), _number("line", wide=True), Column("kind"), _REGIE,
         _number("exercice", wide=True), Column("rail", wide=True), Column("operator_ref", wide=True),
         _number("reverses_id", wide=True), Column("account"), _DEBIT, _CREDIT, _LINE,
         _SHARER, Column("beneficiary_name", "beneficiary", wide=True), _number("quittance")),
        lambda reader, asked: registers.journal(reader.connection, asked.left, asked.regie_code),
        at="occurred_at",
        summed=lambda reader, asked: sums.of_journal(reader.connection, asked.period, asked.regie_code),
    ),
    Sheet(
        "takings",
        (_time("occurred_at"), _number("journal_id", wide=True), Column("kind"), _REGIE, _RAIL,
         Column("operator_ref"), Column("account", wide=True), _money("amount_xof"), _number("quittance")),
        lambda reader, asked: registers.takings(
            reader.connection, asked.left, reader.operators(asked), asked.regie_code
        ),
        at="occurred_at",
        summed=lambda reader, asked: sums.of_accounts(
            reader.connection, asked.period, reader.operators(asked), asked.regie_code
        ),
    ),
    Sheet(
        "lines",
        (_REGIE, _number("exercice"), _LINE, _money("collected_xof"), _number("receipts"), _number("reversals")),
        lambda reader, asked: registers.by_line(reader.connection, asked.period, asked.regie_code),
    ),
    Sheet(
        "shares",
        (_REGIE, _number("exercice"), _LINE, _SHARER, Column("beneficiary_name", "beneficiary"), _money("share_xof")),
        lambda reader, asked: registers.by_share(reader.connection, asked.period, asked.regie_code),
    ),
    Sheet(
        "accounts",
        (Column("account"), _money("opening_xof"), _DEBIT, _CREDIT, _money("closing_xof")),
        lambda reader, asked: regie_book.accounts_of(reader.connection, asked.regie_code or "", asked.period),
        of_regie=True,
    ),
    Sheet(
        "book",
        (_time("occurred_at"), _number("journal_id"), Column("kind"), _RAIL, Column("operator_ref"),
         _number("reverses_id", wide=True), _DEBIT, _CREDIT, _money("balance_xof")),
        lambda reader, asked: regie_book.movements_of(
            reader.connection, asked.regie_code or "", asked.account, asked.left
        ),
        at="occurred_at",
        summed=lambda reader, asked: _without_amount(
            sums.of_accounts(reader.connection, asked.period, (asked.account,), asked.regie_code)
        ),
        of_regie=True,
        of_account=True,
    ),
    Sheet(
        "recovery",
        (_REGIE, _LINE, _number("invoices"), _money("issued_xof"), _money("cancelled_xof"),
         _money("collected_xof"), _money("left_xof")),
        lambda reader, asked: registers.recovery(reader.connection, asked.period.end.year, asked.regie_code),
    ),
    Sheet(
        "stubs",
        (_number("number"), Column("document_number"), _time("issued_at"), _money("amount_xof"), _LINE, _RAIL,
         Column("operator_ref", wide=True), _number("journal_id", wide=True), _number("duplicata", wide=True),
         _time("voided_at"), Column("void_reason", wide=True)),
        lambda reader, asked: registers.stubs(reader.connection, asked.regie_code or "", asked.period.end.year),
        of_regie=True,
    ),
    Sheet(
        "payments",
        (_time("created_at"), Column("reference"), _REGIE, _LINE, Column("label", wide=True), _RAIL,
         Column("state"), _money("amount_xof"), _money("operator_fee_xof"), Column("operator_id", wide=True),
         Column("settled_at", "time", wide=True), Column("reason", wide=True), Column("phone", "phone")),
        lambda reader, asked: charges.charges(reader.connection, reader.keyring, asked.left, asked.regie_code),
        at="created_at",
        summed=lambda reader, asked: sums.of_charges(reader.connection, asked.period, asked.regie_code),
    ),
)  # fmt: skip
SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in _SHEETS}


def _without_amount(found: Mapping[str, int]) -> Mapping[str, int]:
    return {name: value for name, value in found.items() if name != "amount_xof"}
