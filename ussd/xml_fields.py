"""Flat XML to pairs, without what XML lets a stranger do: no document type, so no entities and no files."""

from typing import NoReturn
from xml.parsers import expat

from ussd.wire import Refused

# <ussd><msg>: what counts are the children of the root; <premium><cost> is deeper and not ours.
FIELD_DEPTH = 2
DEPTH_MAX = 8  # TruRoute nests three levels.


class _Flat:
    """Collects the text of the children of the root."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self._depth = 0
        self._text: list[str] = []

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise Refused(400, "xml_too_deep")
        self._text = []

    def text(self, data: str) -> None:
        if self._depth == FIELD_DEPTH:
            self._text.append(data)

    def end(self, name: str) -> None:
        if self._depth == FIELD_DEPTH:
            self.pairs.append((name, "".join(self._text).strip()))
        self._depth -= 1


def xml_pairs(body: bytes) -> list[tuple[str, str]]:
    """Name and stripped text of every child of the root, whatever the root is called. Raises Refused."""
    flat = _Flat()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = flat.start
    parser.EndElementHandler = flat.end
    parser.CharacterDataHandler = flat.text
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):  # The last two: an encoding that expat does not have.
        raise Refused(400, "not_xml") from None
    return flat.pairs


def _refuse_document_type(*_declaration: object) -> NoReturn:
    raise Refused(400, "xml_document_type")
