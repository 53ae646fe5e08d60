"""Orders faults at random from all that the simulator lists for operators, and payers who approve."""

import json
from collections import Counter
from random import Random

from tests.journeys.running import HTTP, Running

OPERATORS = ("mtn", "moov", "gsma", "pispi", "orange")
APPROVE = "auto-approve"
APPROVALS = 1_000_000
# Of each operator at each change. The calls of some three seconds use most of them up.
KINDS_MAX = 4
TIMES_MAX = 3
# Before what is late comes: a success after a no, a callback. Longer than this says nothing more.
LATE_S_MAX = 60
# A payer who has the phone in the hand: at once, or after some questions of ours.
APPROVE_S_MAX = 20


class Weather:
    """``ordered`` counts what was ordered so far, as (operator, fault)."""

    def __init__(self, town: Running, rng: Random) -> None:
        self._url = f"{town.simulator}/faults"
        self._rng = rng
        self.ordered: Counter[tuple[str, str]] = Counter()
        self._faults = self._listed()

    def change(self) -> None:
        """Other faults than before, in every operator."""
        HTTP.request("DELETE", self._url)
        for operator in OPERATORS:
            for fault in self._rng.sample(self._faults[operator], self._rng.randint(0, KINDS_MAX)):
                seconds = 0.0 if self._rng.random() < 0.5 else self._rng.uniform(1, LATE_S_MAX)
                self._order(operator, fault, self._rng.randint(1, TIMES_MAX), seconds)
                self.ordered[operator, fault] += 1
            self._approving(operator, self._rng.choice((0.0, 0.0, self._rng.uniform(1, APPROVE_S_MAX))))

    def clear(self) -> None:
        """Nothing goes wrong any more, and every payer approves at once."""
        HTTP.request("DELETE", self._url)
        for operator in OPERATORS:
            self._approving(operator, 0.0)

    def possible(self) -> set[tuple[str, str]]:
        """All that can be ordered."""
        return {(operator, fault) for operator, faults in self._faults.items() for fault in faults}

    def _approving(self, operator: str, seconds: float) -> None:
        self._order(operator, APPROVE, APPROVALS, seconds)

    def _order(self, operator: str, fault: str, times: int, seconds: float) -> None:
        body = json.dumps({"system": operator, "fault": fault, "times": times, "seconds": seconds})
        answer = HTTP.request("POST", self._url, body=body, headers={"Content-Type": "application/json"})
        assert answer.status == 201, answer.data

    def _listed(self) -> dict[str, list[str]]:
        listed = HTTP.request("GET", self._url, headers={"Accept": "application/json"}).json()["faults"]
        return {
            operator: [
                each["fault"] for each in listed if each["system"] == operator and each["fault"] != APPROVE
            ]
            for operator in OPERATORS
        }
