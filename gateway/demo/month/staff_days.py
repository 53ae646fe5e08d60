"""What the trail keeps of the staff's days: who logged in and out. Their acts write their own lines."""

from gateway.demo.month.moment import Moment
from gateway.demo.month.town import Town
from kernel import audit


def log_in(town: Town, moment: Moment) -> None:
    """``details``: name."""
    _say(town, moment, "login", {"by": "code"})


def log_out(town: Town, moment: Moment) -> None:
    """``details``: name."""
    _say(town, moment, "logout", {})


def mistype(town: Town, moment: Moment) -> None:
    """A wrong password. ``details``: name."""
    subject = f"staff:{moment.details['name']}"
    audit.append(town.connection, "console", "login.refused", subject, {"reason": "wrong"})


def _say(town: Town, moment: Moment, act: str, detail: dict[str, str]) -> None:
    actor = f"staff:{moment.details['name']}"
    audit.append(town.connection, actor, act, actor, detail)
