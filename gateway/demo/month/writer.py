"""Writes the month: step after short step, each in one transaction with its mark, so that it can be ended anywhere."""

from collections.abc import Callable, Sequence

import structlog

from gateway.demo.month import messages, news, progress
from gateway.demo.month.acts import ACTS
from gateway.demo.month.moment import Moment
from gateway.demo.month.plan import plan
from gateway.demo.month.told_clock import told
from gateway.demo.month.town import Town
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import Database, DatabaseUnavailable
from payments import ledger

# Real people wait for what a step holds (the audit chain, the counters of quittances): no longer than this.
STEP_S = 0.25
# Between steps the machine is theirs.
PAUSE_S = 0.02
SEALS_AT_ONCE, SEAL_EVERY_S = 2000, 5.0
# A statement is imported in one step, and the first list of a key is signed in one: more patience than a citizen's.
STATEMENT_MS = 20_000
PATIENCE_S, TRIES_MAX = 2.0, 30
# More than a few is no rule of a room but a fault of the plan.
SKIPPED_MAX = 40

Tell = Callable[[int, int], None]
log = structlog.get_logger(__name__)


class Writer:
    """``guichet`` is this process's own wiring; its clock is told while a step is written."""

    def __init__(self, guichet: Guichet) -> None:
        self._guichet = guichet
        self._database = Database(guichet.database.url, pool_size=2, statement_timeout_ms=STATEMENT_MS)
        self._sealed_at = clock.monotonic()
        self._at = 0
        self._skipped: set[int] = set()

    def run(self, tell: Tell = lambda *_: None) -> int:
        """Write what is left; how many moments were written. 0 where no demo was begun, or all is there.

        ``tell`` hears how many of how many are done. Raises DatabaseUnavailable after a minute without PostgreSQL.
        """
        with self._database.transaction() as connection:
            mark = progress.find(connection)
        if mark is None or mark.finished:
            return 0
        moments = plan(self._guichet.catalogue, self._guichet.treasury.accounting, mark.anchor)
        if mark.of not in (0, len(moments)):
            log.warning("demo_month_of_another_version", of=mark.of, planned=len(moments))
            return 0
        town = Town(self._guichet, mark.anchor, clock.now())
        done, written = mark.done, 0
        while done < len(moments):
            after = self._step(town, moments)
            written, done = written + after - done, after
            tell(done, len(moments))
            clock.sleep(PAUSE_S)
        log.info("demo_month_written", moments=len(moments))
        return written

    def close(self) -> None:
        """Give back what was opened."""
        self._database.close()

    def _step(self, town: Town, moments: Sequence[Moment]) -> int:
        """How far it is afterwards. A step that meets a deadlock, or a moment that is refused, is written again."""
        for _ in range(TRIES_MAX):
            try:
                return self._written(town, moments)
            except DatabaseUnavailable as error:
                log.warning("demo_step_again", error=str(error))
                clock.sleep(PATIENCE_S)
            except Exception as error:
                # A rule of a room that the plan did not know: the month is told without that one moment.
                if len(self._skipped) >= SKIPPED_MAX:
                    raise
                log.warning("demo_moment_skipped", act=moments[self._at].act, error=type(error).__name__)
                self._skipped.add(self._at)
            _forget(town)
        return self._written(town, moments)

    def _written(self, town: Town, moments: Sequence[Moment]) -> int:
        until = clock.monotonic() + STEP_S
        town.now = clock.now()
        with self._database.transaction() as connection, town.one.use(connection):
            mark = progress.find(connection, hold=True)
            if mark is None:
                raise LookupError("the mark of the month is gone")
            done = mark.done
            news.begin(town)
            # One at least, however slow the machine.
            while done < len(moments) and (done == mark.done or clock.monotonic() < until):
                self._at = done
                if done not in self._skipped:
                    with told(moments[done].at):
                        ACTS[moments[done].act](town, moments[done])
                done += 1
            with told(moments[done - 1].at):
                messages.end(town)
            progress.move(connection, mark, done, len(moments))
        self._seal(moments[done - 1], last=done == len(moments))
        return done

    def _seal(self, moment: Moment, *, last: bool) -> None:
        """Every few seconds, as the ticker does."""
        if clock.monotonic() - self._sealed_at < SEAL_EVERY_S and not last:
            return
        self._sealed_at = clock.monotonic()
        with told(moment.at), self._database.transaction() as connection:
            ledger.seal_chain(connection, SEALS_AT_ONCE)


def _forget(town: Town) -> None:
    """What a step that was rolled back had found."""
    town.queued.clear()
    town.cases.clear()
    town.invoices.clear()
