"""The words of a story: a state by its kind's own machine, a source by the name that people know."""

from collections.abc import Mapping

from admin.casework.moment import Moment
from admin.doors import visitor
from admin.parts import parts

# Kinds whose state is a case's, which the citizen reads too; the others have words below "life.<kind>.".
OF_CASES = frozenset({"moved", "noted", "ignored", "unrecognised", "refused", "decided"})
# Kinds whose state is a name for the program, or which have none.
UNNAMED = frozenset({"deposited", "note", "sms_in", "screen", "read"})
# Who is no person and no administration.
SOURCES = frozenset({"citizen", "fee", "payment"})
PROVIDERS: Mapping[str, str] = {
    "africastalking": "Africa's Talking",
    "orange": "Orange",
    "kannel": "Kannel",
    "twilio": "Twilio",
}


def life(moment: Moment, word: str = "") -> str:
    """The moment's state, or one ``word`` of its steps; "" when it has none to show."""
    word = word or moment.state
    if not word or moment.kind in UNNAMED:
        return ""
    if moment.kind in OF_CASES:
        return visitor.state_name(word)
    return visitor.say(f"life.{moment.kind}.{word}")


def source_name(moment: Moment) -> str:
    """Who, in the visitor's language; a staff name or a regie as it is."""
    source, catalogue = moment.source, parts().catalogue
    if source in SOURCES:
        return visitor.say(f"source.{source}")
    if source in catalogue.administrations:
        return catalogue.administrations[source].name.of(visitor.language())
    if moment.kind in ("attempt", "money") and f"rail.{source}" in catalogue.texts.keys():  # noqa: SIM118 - no mapping
        return catalogue.text(f"rail.{source}", visitor.language())
    return PROVIDERS.get(source, source)
