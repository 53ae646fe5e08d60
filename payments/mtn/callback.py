"""What MTN posts when a charge ends: the status body, once, unsigned, without our reference id. A hint."""

from kernel import ids, strict_json
from payments.inbox import CallbackRefused, Hint, Notice
from payments.mtn import wire
from payments.mtn.platform import Platform, Product

# Only the fields are read here; a sandbox's euros are told apart when the operator is asked.
_READ = Platform("", Product("", "", ""))


def notices(raw: bytes) -> list[Notice]:
    """The charge it names by externalId, our invoice's reference. Raises CallbackRefused."""
    try:
        said = wire.standing(strict_json.loads(raw), _READ)
    except ValueError:
        raise CallbackRefused("body") from None
    try:
        reference = ids.parse_reference(said.reference or "")
    except ids.ReferenceRefused:
        return []
    return [Notice(Hint("reference", reference), said)]
