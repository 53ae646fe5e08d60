"""One operator's spelling of a USSD request and of its reply, as data. No behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kernel.turn import TextMode
from ussd.pull.reply import Reply
from ussd.signal import Signal

Names = tuple[str, ...]  # The spellings of one field; () where the operator has none.
NO_SIGNALS: Mapping[str, Signal] = MappingProxyType({})

# Where parameters stand. "query" is a GET; the others are the body of a POST, told apart by Content-Type.
QUERY, FORM, JSON, XML = "query", "form", "json", "xml"


@dataclass(frozen=True, slots=True)
class Profile:
    """``signals`` are the lower-case values of ``signal`` and what they mean.

    Without ``signal`` a request begins a session when its text is empty or the dialled code. ``abort`` is a
    parameter whose presence ends the session, ``abort_texts`` are beginnings of a text that do.
    ``service_code`` is the code where the operator does not send it ("" means the deployment's first),
    ``network`` likewise; ``country`` reads phones written without prefix. ``echo`` goes back
    as it came. ``in_path``: the session and its step stand in the path (Infobip).
    """

    name: str
    encodings: Names
    session: Names
    phone: Names
    text: Names
    reply: Reply
    code: Names = ()
    operator: Names = ()
    language: Names = ()
    sequence: Names = ()
    signal: Names = ()
    signals: Mapping[str, Signal] = field(default_factory=lambda: NO_SIGNALS)
    abort: Names = ()
    abort_texts: Names = ()
    echo: Names = ()
    text_mode: TextMode = TextMode.LAST
    service_code: str = ""
    network: str = ""
    country: str | None = None
    in_path: bool = False

    @property
    def known(self) -> frozenset[str]:
        """Every parameter that is read; the rest is the operator's own business."""
        read = (
            self.session, self.phone, self.text, self.code, self.operator, self.language, self.sequence,
            self.signal, self.abort, self.echo,
        )  # fmt: skip
        return frozenset(name for names in read for name in names)
