"""The language an operator says its customer speaks: a hint for the first screen, nothing more."""

from types import MappingProxyType

# ISO 639-3 and the English names that operators write, to the codes of the catalogue.
CODES = MappingProxyType({
    "fr": "fr", "fra": "fr", "fre": "fr", "french": "fr",
    "en": "en", "eng": "en", "english": "en",
    "bm": "bm", "bam": "bm", "bambara": "bm",
    "fon": "fon",
})  # fmt: skip


def spoken(hint: str) -> str:
    """ "fr" of "FRA", "fr-BJ" or "French"; "" of anything that we do not speak."""
    return CODES.get(hint.strip().lower().replace("_", "-").partition("-")[0], "")
