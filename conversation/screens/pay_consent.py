"""The last screen before money is asked for: amount, operator's fee and total to read, one digit that commits."""

from collections.abc import Mapping

from conversation.bill import Bill
from conversation.context import Context
from conversation.dues import SECRET, Way
from conversation.effects import Pay
from conversation.moves import Do, End, Move
from conversation.screen import Screen
from conversation.screens.pay import pay_code
from conversation.screens.ways import PART, unpack
from conversation.session import Session
from conversation.view import Option, View
from kernel import money
from kernel.ids import spaced

# Why nothing was begun; a reason that we do not know is told as the rail's.
REFUSED = frozenset({"live", "paid", "closed", "due", "rail", "often"})


class PayConsent(Screen):
    """``arg`` is the bill and the chosen way, a line each."""

    name = "pay_consent"
    consent = True

    def enter(self, session: Session, context: Context) -> Move | None:
        # Noted before anything is begun: whatever breaks from here on, a redial looks whether it is under way.
        session.paying = _chosen(session)[0].reference
        return None

    def show(self, session: Session, context: Context) -> View:
        bill, way = _chosen(session)
        language, part, fee = session.language, way.takes(bill.due_xof), way.operator_fee_xof
        said = {"amount": money.show(part), "fee": money.show(fee), "total": money.show(part + fee)}
        lines = [context.say(language, "pay_consent.sum" if fee else "pay_consent.free", **said)]
        if part < bill.due_xof:
            lines.append(context.say(language, "pay_consent.part", due=money.show(bill.due_xof)))
        lines += [bill.label, context.say(language, "bill.number", reference=spaced(bill.reference))]
        lines.append(context.say(language, f"pay_consent.{way.how}", operator=way.name))
        confirm = Option(context.say(language, "pay_consent.confirm"), "confirm", "1")
        return View("\n".join(lines), (confirm,), commits=True)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        bill, way = _chosen(session)

        def begun(outcome: Mapping[str, str]) -> Move:
            if outcome["how"] == "refused":
                reason = outcome["reason"]
                return End(f"pay_{reason if reason in REFUSED else 'rail'}")
            return _ended(outcome, session.language, context)

        return Do(Pay(bill.invoice_id, way.rail, way.takes(bill.due_xof)), begun)


def _chosen(session: Session) -> tuple[Bill, Way]:
    bill, _, way = session.frame.arg.partition(PART)
    return Bill.unpack(bill), unpack(way)


def _ended(outcome: Mapping[str, str], language: str, context: Context) -> End:
    amount, fee, how = int(outcome["amount"]), int(outcome["fee"]), outcome["how"]
    secret = context.say(language, "pay.secret")
    said = {
        "operator": outcome["operator"],
        "amount": money.show(amount),
        "fee": money.show(fee),
        "secret": secret,
        "pay": pay_code(context),
        "ussd": outcome.get("dial", "").replace(SECRET, secret),
    }
    # Amount and fee apart, as operators show them: a prompt of 1 900 F is not that of 1 919 F.
    return End(f"pay_{how}" if fee or how != "push" else "pay_push_free", said)
