"""The one table that says what happens when news arrives. The outbox runs it; nothing else does."""

from collections.abc import Callable, Mapping

from cases.polling import Polls
from cases.submission import Submissions
from gateway.announcements import Announcements
from kernel.outbox import Event
from partner.handlers import PartnerEvents
from sms.delivery import Delivery

Handler = Callable[[Event], None]


def table(
    submissions: Submissions,
    polls: Polls,
    news: PartnerEvents,
    announcements: Announcements,
    delivery: Delivery,
) -> Mapping[str, Handler]:
    """Topic -> handler. Each may be run twice: it looks at the state before it acts."""
    return {
        "case.deposited": submissions.submit,
        "case.refresh": polls.poll,
        "case.opened": announcements.opened,
        "case.moved": announcements.moved,
        "case.answer": announcements.answered,
        "partner.status": news.apply,
        "sms.queued": delivery.deliver,
    }
