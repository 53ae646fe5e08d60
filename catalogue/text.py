"""Text: a few words in every language of the catalogue. Templates with placeholders are in wording.py."""

from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

DEFAULT_LANGUAGE = "fr"
LANGUAGES = ("fr", "en", "bm", "fon")
WRITTEN = ("fr", "en")  # always complete; the others may say NEEDS_REVIEW
NEEDS_REVIEW = "needs-review"

# Two full USSD screens of 160 septets: a longer text belongs to a page, not to a basic phone.
LONGEST_TEXT = 320

Word = Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST_TEXT)]


class Text(BaseModel):
    """The same words in each language. A language marked NEEDS_REVIEW is read in French."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fr: Word
    en: Word
    bm: Word
    fon: Word

    @field_validator("*")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value != value.strip() or not value.replace("\n", "").isprintable():
            raise PydanticCustomError("text", "has blanks at an end, or a control character")
        return value

    @field_validator(*WRITTEN)
    @classmethod
    def _written(cls, value: str) -> str:
        if value == NEEDS_REVIEW:
            raise PydanticCustomError("text", "French and English are always written")
        return value

    @cached_property
    def words(self) -> dict[str, str]:
        """The words by language, fallbacks resolved once (a pydantic private attribute costs 5 us a read)."""
        written = ((language, getattr(self, language)) for language in LANGUAGES)
        return {language: self.fr if words == NEEDS_REVIEW else words for language, words in written}

    def of(self, language: str) -> str:
        """The words in ``language``; in French when that language is unknown or not yet reviewed."""
        return self.words.get(language, self.fr)

    def needs_review(self) -> tuple[str, ...]:
        """The languages that fall back to French."""
        return tuple(language for language in LANGUAGES if getattr(self, language) == NEEDS_REVIEW)
