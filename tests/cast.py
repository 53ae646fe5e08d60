"""The people of the tests: who they are is what makes a test readable.

Awa owns her cases, Moussa is a stranger to them, Koffi lives in Benin, Kwame in a country we do not serve.
"""

from itertools import count

from kernel.turn import Kind, TextMode, Turn

AWA = "+22370000001"
MOUSSA = "+22366000002"
KOFFI = "+2290197000003"
KWAME = "+233241234567"

CODE = "*384#"
ORANGE_MALI = "61002"
_sessions = count(1)


def session_id() -> str:
    """A session id that no other test uses."""
    return f"ATUid_{next(_sessions):032x}"


def dialled(phone: str = AWA, text: str = "", session: str | None = None, code: str = CODE) -> Turn:
    """A turn as Africa's Talking sends it: ``text`` is everything typed so far."""
    return Turn(
        channel="ussd", dialect="africastalking", service_code=code, session=session or session_id(), phone=phone,
        kind=Kind.CONTINUE if text else Kind.BEGIN, mode=TextMode.ACCUMULATED, text=text, network=ORANGE_MALI,
    )  # fmt: skip


def typed(
    text: str,
    session: str,
    phone: str = KOFFI,
    kind: Kind = Kind.CONTINUE,
    sequence: str = "",
    code: str = CODE,
) -> Turn:
    """A turn as the operators send it that pass on only the last input."""
    return Turn(
        channel="ussd", dialect="mtn", service_code=code, session=session, phone=phone, kind=kind,
        mode=TextMode.LAST, text=text, sequence=sequence, network="61603",
    )  # fmt: skip
