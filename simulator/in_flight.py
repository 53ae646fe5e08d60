"""What is on its way to the gateway now, so that whoever tells two things of one subject is heard in that order.

For the courier's thread alone: it has no lock. When a push is due is the courier's own business.
"""

from simulator.store import Document

Due = tuple[float, int]  # Seconds since 1970, and the serial of a delivery.
Subject = tuple[str, str]  # The policy, and whom or what it is about.
SAID = ("method", "url", "headers", "body")  # Two deliveries with these equal are one request told twice.


class InFlight:
    """A push waits for an earlier one of its policy and subject that says something else.

    The same told twice may leave together: equal requests at one instant are a fault that a gateway has to bear.
    """

    def __init__(self) -> None:
        self._flying: dict[Subject, list[Document]] = {}
        self._waiting: dict[Subject, list[Due]] = {}

    def leaves(self, delivery: Document) -> bool:
        """May it leave now? If not, ``landed`` gives it back."""
        subject = _subject(delivery)
        flying = self._flying.setdefault(subject, [])
        if any(_said(each) != _said(delivery) for each in flying):
            self._waiting.setdefault(subject, []).append((float(delivery["due"]), int(delivery["serial"])))
            return False
        flying.append(delivery)
        return True

    def landed(self, delivery: Document) -> list[Due]:
        """One that left is answered, or was not; those that waited for it, to be asked about again."""
        subject = _subject(delivery)
        self._flying[subject].remove(delivery)
        if not self._flying[subject]:
            del self._flying[subject]
        return self._waiting.pop(subject, [])


def _subject(delivery: Document) -> Subject:
    return delivery["policy"], delivery["subject"]


def _said(delivery: Document) -> list[object]:
    return [delivery.get(name) for name in SAID]
