"""Taking queued messages in hand, many in one transaction that is committed before any provider is called."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Row, exists, select

from kernel import clock
from kernel.crypto import Keyring
from kernel.outbox import LEASE_S
from kernel.states import move
from sms import handing, reports, unknown
from sms.budgets.limits import Budgets
from sms.budgets.spending import Spend, reserve
from sms.contract import Via
from sms.handing import Hand
from sms.holding import hold, morning, stopped
from sms.purposes import Policy, policy_of
from sms.quiet import QuietHours
from sms.routing.route import Closed, choose
from sms.routing.weights import Weight
from sms.sealing import unseal
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE, SMS_OPTOUT
from sms.work import Turnover, Ways, Work

log = structlog.get_logger(__name__)

Step = Hand | Work | int | None


@dataclass(frozen=True, slots=True)
class Claims:
    """``budgets`` and ``quiet`` None: no limit, no quiet hours."""

    keyring: Keyring
    ways: Ways
    budgets: Budgets | None = None
    quiet: QuietHours | None = None

    def take(
        self, connection: Connection, rung: Mapping[UUID, int], known: Mapping[str, Weight], *, again: bool
    ) -> Turnover:
        """Message id -> bell in, what each bell needs out. Messages to send are ``handed`` when this commits.

        ``again``: a bell of them rang before, so that one may have lost its worker.
        """
        turnover: Turnover = Turnover()
        hands: list[Hand] = []
        if again:
            _lock_reports(connection, list(rung))
        for row in self._locked(connection, list(rung)):
            step = self._step(connection, row, rung[row.id], known)
            if isinstance(step, Hand):
                hands.append(step)
            else:
                turnover.put(rung[row.id], step)
        for hand, wait in self._affordable(connection, hands):
            turnover.put(hand.bell, wait)
        kept = [hand for hand in hands if hand.bell not in _filed(turnover)]
        turnover.calls += handing.hand_over(connection, kept)
        # A bell for a message that is gone has nothing left to ring for.
        turnover.done += list(set(rung.values()) - _filed(turnover))
        return turnover

    def _locked(self, connection: Connection, ids: list[UUID]) -> Iterable[Row[Any]]:
        """Locked in the order of their ids, so that two batches wait for each other and never deadlock."""
        message = SMS_MESSAGE.c
        silent = exists().where(SMS_OPTOUT.c.phone_index == message.phone_index).label("silent")
        query = select(SMS_MESSAGE, silent).where(message.id.in_(ids)).order_by(message.id)
        return connection.execute(query.with_for_update(of=SMS_MESSAGE)).all()

    def _step(self, connection: Connection, row: Row[Any], bell: int, known: Mapping[str, Weight]) -> Step:
        by_state: Mapping[str, Callable[..., Step]] = {
            "queued": self._queued,
            "handed": self._handed,
            "unknown": self._unknown,
        }
        step = by_state.get(row.state)
        return step(connection, row, bell, known) if step else None

    def _queued(
        self, connection: Connection, row: Row[Any], bell: int, known: Mapping[str, Weight], avoid: str = ""
    ) -> Step:
        at, policy = clock.now(), policy_of(row.purpose, self.ways.policies)
        if row.expires_at is not None and row.expires_at <= at:
            stopped(connection, row, "expired", "too_late")
            return None
        if row.silent and policy.stoppable:
            stopped(connection, row, "failed", "opted_out")
            return None
        phone = self._open(row, "phone_sealed")
        if policy.quiet and self.quiet and (wait := self.quiet.seconds_left(phone, at)):
            return hold(connection, row, "quiet_hours", wait)
        return self._routed(connection, row, bell, known, phone, policy, at, avoid)

    def _routed(
        self, connection: Connection, row: Row[Any], bell: int, known: Mapping[str, Weight], phone: str,
        policy: Policy, at: datetime, avoid: str,
    ) -> Step:  # fmt: skip
        via = Via(row.via_provider, row.via_sender) if row.via_provider else None
        seed = row.id.bytes + row.attempts.to_bytes(4)
        names = list(self.ways.providers)
        # A second copy after an unknown outcome takes another way where there is one.
        allowed = [name for name in names if name != avoid or len(names) == 1 or via]
        route = choose(self.ways.routing, known, phone, at, allowed=allowed, seed=seed, via=via)
        if isinstance(route, Closed):
            if route.wait_s is not None:
                return hold(connection, row, route.reason, route.wait_s)
            log.error("sms_without_a_way", message_id=str(row.id), reason_code=route.reason)
            stopped(connection, row, "failed", route.reason)
            return None
        sender = via.sender if via else self.ways.senders.get(route.provider)
        return Hand(bell, row, route, phone, self._open(row, "body_sealed"), sender, policy, at)

    def _handed(self, connection: Connection, row: Row[Any], bell: int, _: Mapping[str, Weight]) -> Step:
        """Another worker may still be calling; past its lease it is gone and the outcome is unknown."""
        if wait := seconds_until(row, LEASE_S):
            return wait
        log.warning("sms_worker_lost", message_id=str(row.id))
        del bell
        return unknown.begin(connection, self.ways, row, "worker_lost")

    def _unknown(self, connection: Connection, row: Row[Any], bell: int, known: Mapping[str, Weight]) -> Step:
        if unknown.askable(self.ways, row):
            if wait := seconds_until(row, unknown.ask_after_s(row.lookups)):
                return wait
            phone, text = self._open(row, "phone_sealed"), self._open(row, "body_sealed")
            return handing.question(row, bell, phone, text)
        if not unknown.may_repeat(self.ways, row):
            return None
        if wait := seconds_until(row, unknown.REPEAT_AFTER_S):
            return wait
        move(connection, SMS_MESSAGE, row.id, MESSAGE, "unknown", "queued", maybe_duplicate=True)
        return self._queued(connection, row, bell, known, avoid=row.provider)

    def _affordable(self, connection: Connection, hands: list[Hand]) -> Iterable[tuple[Hand, int | None]]:
        """Those that a limit stops, each with the seconds it waits, or None when it has failed."""
        if self.budgets is None:
            return
        # Counted when it is first taken: what a provider would not have is tried again and costs nothing more.
        first = [hand for hand in hands if hand.row.attempts == 0]
        spends = [
            Spend(hand.phone, hand.row.phone_index, hand.policy.priority, hand.row.parts, hand.milli or 0)
            for hand in first
        ]
        for hand, verdict in zip(first, reserve(connection, self.budgets, spends, clock.now()), strict=True):
            if verdict is None:
                continue
            if hand.policy.priority == "bulk":
                stopped(connection, hand.row, "failed", verdict)
                yield hand, None
            else:
                yield hand, hold(connection, hand.row, verdict, morning(hand.phone, clock.now()))

    def _open(self, row: Row[Any], column: str) -> str:
        return unseal(self.keyring, "sms_message", column, row.id, getattr(row, column))


def _lock_reports(connection: Connection, ids: list[UUID]) -> None:
    """Those that lost their worker meet the reports that came for them: this lock goes before that of the rows."""
    message = SMS_MESSAGE.c
    lost = select(message.provider, message.phone_index).where(message.id.in_(ids), message.state == "handed")
    reports.lock(connection, [f"{row.provider}:{row.phone_index}" for row in connection.execute(lost)])


def _filed(turnover: Turnover) -> set[int]:
    return {work.bell for work in turnover.calls} | set(turnover.done) | {bell for bell, _ in turnover.later}


def seconds_until(row: Row[Any], after_s: int) -> int:
    """Whole seconds, rounded up, left of ``after_s`` since the hand-over; 0 when they are over."""
    left: timedelta = row.handed_at + timedelta(seconds=after_s) - clock.now()
    return max(0, -(-left // timedelta(seconds=1)))
