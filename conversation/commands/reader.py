"""Reader: from the text of an SMS to the command it is, or None. It answers nothing and knows no session."""

import re
from collections.abc import Sequence
from dataclasses import replace

from catalogue.commands import Vocabulary, plain
from conversation.commands import list_names as named
from conversation.commands import numbers
from conversation.commands.body import body
from conversation.commands.command import Command

# A command stands at the beginning, behind a greeting at most; further on it is a word of a story.
WORDS_BEFORE_MAX = 8
# "STOP svp merci Moussa" is a wish; a longer text that begins so may tell of something else that stopped.
STOP_WORDS_MAX = 4
NUMBERED = frozenset({"follow", "pay", "verify", "receipt"})
# The one command that the answer to HELP has no room for: officers ask for HELP about it.
TOPIC = "lists"
# Bambara and Fon writers type 3 and ) for the open vowels on keypads without them.
THREE = re.compile(r"(?<=[^\W\d_])3|3(?=[^\W\d_])")
PAREN = re.compile(r"(?<=[^\W\d_])\)")


class Reader:
    """Reads with one vocabulary. Thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def read(self, text: str) -> Command | None:
        """The command; None when it is an answer or anything else. Never raises."""
        lines = body(text, self._vocabulary.signatures)
        return self._read(lines) or self._read([PAREN.sub("o", THREE.sub("e", line)) for line in lines])

    def is_automatic(self, text: str) -> bool:
        """Whether a machine wrote it: such a text is never answered (bad-input row 28)."""
        words = f" {plain(text)} "
        return any(f" {phrase} " in words for phrase in self._vocabulary.automatic)

    def is_courtesy(self, text: str) -> bool:
        """Whether it is a greeting or thanks and nothing else: "ok merci", "bonjour"."""
        words = plain(" ".join(body(text, self._vocabulary.signatures))).split()
        return bool(words) and all(word in self._vocabulary.noise for word in words)

    def _read(self, lines: Sequence[str]) -> Command | None:
        if not lines:
            return None
        command = self._of(plain(" ".join(lines)).split())
        if command is not None and command.whole:
            return command
        # A name below the command is a signature; a number below it is a part of the command.
        first = self._of(plain(lines[0]).split())
        if first is None or not first.whole:
            return command
        same = command is not None and command.name == first.name
        return replace(command, whole=True) if command is not None and same else first

    def _of(self, tokens: Sequence[str]) -> Command | None:
        known = self._vocabulary.commands
        at = next((i for i, word in enumerate(tokens[: WORDS_BEFORE_MAX + 1]) if word in known), None)
        found = numbers.read(tokens)
        if at is None:
            return self._bare(tokens, found)
        name = known[tokens[at]]
        rest = [*tokens[:at], *tokens[at + 1 :]]
        led = all(self._says_nothing(word, name) for word in tokens[:at])
        if not led and not (name in NUMBERED and found.reference):
            return None
        whole = all(self._says_nothing(word, name) for word in rest)
        if name == "lists":
            # "La liste des pieces svp" is a wish for something else: only the command itself is one.
            tongue = self._vocabulary.tongues[tokens[at]]
            return (
                Command(name, tongue=tongue, key=named.key(rest), number=named.number(rest))
                if whole
                else None
            )
        if name == "stop" and not whole and (at or len(tokens) > STOP_WORDS_MAX):
            return None
        if name == "help" and whole and any(known.get(word) == TOPIC for word in rest):
            return Command(name, tongue=self._vocabulary.tongues[tokens[at]], topic=TOPIC)
        numbered = found if name in NUMBERED else numbers.Numbers()
        language = self._language(rest) if name == "language" else ""
        return Command(name, *numbered, language, self._vocabulary.tongues[tokens[at]], whole)

    def _bare(self, tokens: Sequence[str], found: numbers.Numbers) -> Command | None:
        """A reference alone is followed; twelve digits with a slip too, for no phone number here has twelve."""
        if not (found.reference or found.refused == "reference_check"):
            return None
        if not all(self._says_nothing(word, "follow") for word in tokens):
            return None
        return Command("follow", *found, bare=True)

    def _says_nothing(self, word: str, name: str) -> bool:
        """Whether ``word`` beside the command ``name`` leaves it that command and no other text."""
        if word in self._vocabulary.noise:
            return True
        if name in NUMBERED:
            # "suivre mon dossier", "payer la facture": the second word means the same.
            return bool(numbers.digits_of(word)) or word in self._vocabulary.commands
        if name == "lists":
            return named.is_part(word)
        if name == "help":
            return self._vocabulary.commands.get(word) == TOPIC
        return name == "language" and word in self._vocabulary.languages

    def _language(self, words: Sequence[str]) -> str:
        spoken = self._vocabulary.languages
        return next((spoken[word] for word in words if word in spoken), "")
