"""The one table that says what happens when news arrives. The outbox runs it; nothing else does."""

from collections.abc import Callable, Mapping

from cases.polling import Polls
from cases.submission import Submissions
from gateway.announcements import Announcements
from gateway.payment_news import PaymentNews
from gateway.sms_commands import SmsCommands
from gateway.treasury import Treasury
from kernel.outbox import Event
from partner.handlers import PartnerEvents
from sms.delivery import Delivery

Handler = Callable[[Event], None]


def followed(handlers: Mapping[str, Handler], *followers: Mapping[str, Handler]) -> Mapping[str, Handler]:
    """Topics that several rooms act on: ``followers`` run after the topic's own handler, in the order given.

    Each may be run twice: when one raises, those before it run again with it.
    """
    every = dict(handlers)
    for some in followers:
        every |= {topic: _both(every[topic], after) for topic, after in some.items()}
    return every


def _both(first: Handler, second: Handler) -> Handler:
    def run(event: Event) -> None:
        first(event)
        second(event)

    return run


def of_cases(
    submissions: Submissions, polls: Polls, events: PartnerEvents, announcements: Announcements
) -> Mapping[str, Handler]:
    """Topic -> handler of a case's news. Each may be run twice: it looks at the state before it acts."""
    return {
        "case.deposited": submissions.submit,
        "case.refresh": polls.poll,
        "case.opened": announcements.opened,
        "case.moved": announcements.moved,
        "case.answer": announcements.answered,
        "partner.status": events.apply,
    }


def of_messages(delivery: Delivery) -> Mapping[str, Handler]:
    """Topic -> handler of messages."""
    return {"sms.queued": delivery.deliver}


def of_commands(commands: SmsCommands) -> Mapping[str, Handler]:
    """Topic -> handler of what citizens write."""
    return {"sms.received": commands.received, "sms.part_waited": commands.part_waited}


def of_money(treasury: Treasury, news: PaymentNews) -> Mapping[str, Handler]:
    """Topic -> handler of money: the work on lane payments, then what follows from it."""
    return {
        "payment.created": treasury.charging.charge,
        "payment.poll": treasury.polls.poll,
        "payment.callback": treasury.callbacks.take,
        "refund.approved": treasury.refunds.send,
        "refund.poll": treasury.refunds.poll,
        "payment.suspense": treasury.arrivals.arrived,
        "invoice.paid": news.paid,
        "invoice.part_paid": news.part_paid,
        "invoice.refunded": news.refunded,
        "payment.failed": news.failed,
        "payment.doubtful": news.doubtful,
        "payment.credited": news.credited,
        "payment.mismatch": news.for_staff,
        "payment.reversed": news.for_staff,
        "payment.refunded": news.for_staff,
        "refund.failed": news.for_staff,
        "invoice.expired": news.for_staff,
    }
