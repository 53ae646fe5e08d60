"""The conversation's DocumentPort: sealed documents by number, code or the text of their symbol, for phones."""

from sqlalchemy import Connection

from catalogue.text import DEFAULT_LANGUAGE
from conversation.documents import DocumentView, VerdictView
from gateway.preferences import Preferences
from gateway.sealing import lines
from gateway.sealing.keys import KeyMissing
from gateway.seals import Seals
from kernel import clock
from verification.registry import lookup, papers
from verification.registry.errors import TooManyTries
from verification.registry.holdings import NoBundle
from verification.registry.judging import Judged, judge

# Texts of symbols come by SMS alone; the port is not told whose they are, and the register needs no name for it.
BY_SMS = "sms"


class Documents:
    """``channel`` is "ussd" or "sms": each has tries of its own."""

    def __init__(self, seals: Seals, preferences: Preferences, channel: str) -> None:
        self._seals, self._preferences, self._channel = seals, preferences, channel

    def check(self, phone: str, number: str, code: str | None = None) -> DocumentView:
        """What became of a document; its lines for the right code. Raises DatabaseUnavailable."""
        seals, at = self._seals, clock.now()
        try:
            looked = lookup.check(
                seals.database, seals.keyring, seals.limits, seals.code_key, phone_or_client=phone, number=number,
                code=code, channel=self._channel, at=at,
            )  # fmt: skip
        except TooManyTries as refused:
            return DocumentView("later", wait_s=refused.wait_s)
        if looked.fields is None:
            return DocumentView(looked.status)
        language = self._preferences.language(phone) or DEFAULT_LANGUAGE
        return DocumentView(looked.status, lines.of_number(seals.catalogue, looked, language, at))

    def token(self, text: str) -> VerdictView:
        """The verdict on a seal as it was texted. Raises DatabaseUnavailable."""
        seals = self._seals
        try:
            with seals.database.transaction() as connection:
                judged = judge(
                    connection, seals.keyring, seals.holdings, text, seals.our_hosts, clock.now(),
                    client=BY_SMS, channel=BY_SMS,
                )  # fmt: skip
                said = self._said(connection, judged)
        except (NoBundle, KeyMissing):
            return VerdictView("CLOSED")
        if judged.news is not None:
            return VerdictView(
                judged.news.word.value, None, lines.of_lists(seals.catalogue, judged.news, DEFAULT_LANGUAGE)
            )
        return VerdictView(judged.verdict.word.value, judged.verdict.list_age_s, said)

    def _said(self, connection: Connection, judged: Judged) -> tuple[str, ...]:
        seals, verdict = self._seals, judged.verdict
        if verdict.document is None:
            return ()
        paper = None
        if judged.document_id is not None:
            paper = papers.of_id(connection, seals.keyring, seals.code_key, judged.document_id)
        return lines.of_seal(
            seals.catalogue, verdict.document, paper.shown if paper else None, judged.presented,
            verdict.replaced_by, DEFAULT_LANGUAGE,
        )  # fmt: skip
