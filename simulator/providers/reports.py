"""Delivery reports of any provider: which are told, in which order, when, and with which faults."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator import clock
from simulator.courier import Courier
from simulator.faults import Faults
from simulator.options import Options
from simulator.providers.book import Story
from simulator.systems import REPORT_FAULTS
from simulator.wire import Request


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A provider's own words. ``unheard_of`` is in no document: a client must keep it and answer 200."""

    interim: str
    delivered: str
    failed: str
    unheard_of: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose reports: ``stranger`` is an id of the same form that was never given out."""

    system: str
    message_id: str
    stranger: str
    phone: str


OTHER_DIGITS = str.maketrans("0123456789", "9876543210")


def strange(url: str) -> str:
    """The client's own ids are in the query of its address: with other digits they are of no message of its."""
    path, mark, query = url.partition("?")
    return f"{path}{mark}{query.translate(OTHER_DIGITS)}"


# The report of an id with a status word; None when the client asked for no such report.
Write = Callable[[str, str], Request | None]


class Reports:
    """An interim report, then the final one, each at least once, unless something else was ordered."""

    def __init__(self, options: Options, faults: Faults, courier: Courier) -> None:
        self._options = options
        self._faults = faults
        self._courier = courier

    def tell(self, subject: Subject, words: Vocabulary, write: Write, policy: str = "report") -> Story:
        """Tell the story of one message; gives it back with its times, whether anybody is told or not."""
        ordered = self._ordered(subject)
        # A vocabulary without a word for success is of messages that never arrive.
        failed = "report-failed" in ordered or words.delivered == words.failed
        final = words.failed if failed else words.delivered
        spoken = words.unheard_of if "report-unknown" in ordered else final
        story: Story = [
            [clock.epoch() + self._options.report_after_s, words.interim, "interim"],
            [clock.epoch() + 2 * self._options.report_after_s, final, "failed" if failed else "delivered"],
        ]
        if "report-never" not in ordered:
            self._push(subject, [words.interim, spoken], ordered, write, policy)
        return story

    def _ordered(self, subject: Subject) -> set[str]:
        return {name for name in REPORT_FAULTS if self._faults.take(subject.system, [name], [subject.phone])}

    def _push(
        self, subject: Subject, statuses: list[str], ordered: set[str], write: Write, policy: str
    ) -> None:
        if "report-out-of-order" in ordered:
            statuses.reverse()
        late = self._options.late_s if "report-late" in ordered else 0.0
        told = [(subject.message_id, status) for status in statuses]
        if "report-stranger" in ordered:
            told.append((subject.stranger, statuses[-1]))
        for place, (message_id, status) in enumerate(told, start=1):
            request = write(message_id, status)
            for _ in range(2 if "report-twice" in ordered else 1):
                if request is not None:
                    after = late + place * self._options.report_after_s
                    self._courier.push(policy, subject.message_id, request, after, subject.system)
