"""What comes by itself: sessions every hour, messages of citizens, people who check a paper, staff at their desks."""

from datetime import datetime, time, timedelta

from gateway.demo.month.facts import facts
from gateway.demo.month.moment import Moment
from gateway.demo.month.planned import Asked, Planned
from gateway.demo.month.rhythm import WEEK, at, on_phone
from gateway.demo.month.sessions import share_of
from gateway.demo.people import PEOPLE
from verification.doc_type import DocType

SESSIONS_A_DAY = 100
MESSAGES_A_DAY = 7
LOOKS_A_DAY = 6
# Most people close the window; the session ends by itself.
LEAVES = 0.25
# What is written to the short code: most ask where their case is.
TEXTS = (
    ("SUIVI {reference}", 52),
    ("AIDE", 14),
    ("SUIVI", 12),
    ("PAYER {reference}", 10),
    ("LANGUE BM", 6),
    ("STOP", 2),
)
ILL_DAYS_AGO, ILL_HOURS = 9, range(18, 21)
PRESENTED = 60  # of a hundred certificates of origin
DOUBLE_USE_AFTER = timedelta(days=2)
REVOKED_WHY = "Facture commerciale reconnue fausse par la douane"
PROPOSED_WHY = "Poids declare different du poids constate au poste"


def sessions(plan: Planned) -> None:
    """One moment an hour."""
    for back, day in enumerate(reversed(plan.days())):
        today = SESSIONS_A_DAY * WEEK[day.weekday()] / 100
        for hour in range(24):
            many = round(today * share_of(hour))
            if many:
                ill = back == ILL_DAYS_AGO and hour in ILL_HOURS
                details = {"hour": hour, "many": many, "ill": ill, "seed": f"{day}:{hour}"}
                end = at("ML", day, time(hour, 59, 58), plan.draw)
                plan.add(Moment(end, "dial", None, details))


def messages(plan: Planned) -> None:
    """A few a day, about requests that were made before."""
    words, weights = zip(*TEXTS, strict=True)
    for day in plan.days():
        for number in range(MESSAGES_A_DAY):
            when = on_phone(plan.draw, "ML", day)
            before = [each for each in plan.asked if each.kind is not None and each.subject.opened_at < when]
            if before:
                text = plan.draw.choices(words, weights)[0]
                details = {"text": text, "id": f"demo-{day}-{number}", "asks": text.startswith("SUIVI")}
                plan.add(Moment(when, "write_in", plan.draw.choice(before[-200:]).subject, details))


def looks(plan: Planned) -> None:
    """Papers that are held up somewhere; more as there are more of them."""
    kinds = (DocType(1), DocType(2), DocType(3), DocType(4), DocType(5))
    for age, day in enumerate(plan.days()):
        for number in range(round(LOOKS_A_DAY * (0.4 + age / 25))):
            when = on_phone(plan.draw, "ML", day)
            kind = int(plan.draw.choices(kinds, (34, 26, 18, 10, 12))[0])
            plan.add(Moment(when, "look", None, {"seed": f"{day}:{number}", "kind": kind}))


def borders(plan: Planned) -> None:
    """Certificates of origin at the posts of their destination; one twice; one revoked, one that may be."""
    granted = sorted(
        ((when, each) for each in plan.asked if (when := _granted(each)) is not None),
        key=lambda pair: pair[0],
    )
    for when, asked in granted:
        if plan.draw.randrange(100) < PRESENTED:
            _present(plan, asked, when + timedelta(hours=plan.draw.uniform(9, 90)))
    old = [pair for pair in granted if pair[0] < plan.anchor - timedelta(days=6)]
    if len(old) < 3:
        return
    (twice_at, twice), (revoked_at, revoked), (_, doubted) = old[-1], old[-2], old[-3]
    _present(plan, twice, twice_at + timedelta(hours=30))
    _present(plan, twice, twice_at + timedelta(hours=30) + DOUBLE_USE_AFTER)
    given = {"act": "revoke", "reason": REVOKED_WHY, "proposed_by": "awa", "by": "bintou"}
    plan.add(Moment(revoked_at + timedelta(days=2), "decide_paper", revoked.subject, given))
    wish = {"act": "suspend", "reason": PROPOSED_WHY, "by": "awa"}
    plan.add(Moment(plan.anchor - timedelta(hours=20), "propose_paper", doubted.subject, wish))


def staff(plan: Planned) -> None:
    """Who came in the morning and left in the evening of a working day."""
    for day in plan.days():
        if day.weekday() >= 5:
            continue
        for person in PEOPLE:
            if plan.draw.random() < 0.12:
                continue
            given = {"name": person.name}
            came = at("ML", day, time(7, plan.draw.randrange(25, 59), plan.draw.randrange(60)), plan.draw)
            left = at("ML", day, time(16, plan.draw.randrange(30, 59), plan.draw.randrange(60)), plan.draw)
            plan.add(Moment(came, "log_in", None, given))
            if plan.draw.random() < LEAVES:
                plan.add(Moment(left, "log_out", None, given))
            if plan.draw.random() < 0.06:
                plan.add(Moment(came - timedelta(seconds=25), "mistype", None, given))


def _granted(asked: Asked) -> datetime | None:
    return asked.when("disponible") if asked.subject.service == 17 else None


def _present(plan: Planned, asked: Asked, when: datetime) -> None:
    posts = facts()["posts_of"][asked.subject.answers["destination"]]
    details = {"place": plan.draw.choice(posts), "who": f"demo-officer-{plan.draw.randrange(12)}"}
    plan.add(Moment(when, "present", asked.subject, details))
