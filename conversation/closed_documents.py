"""The document port of a deployment that has no keys yet: it says so instead of guessing."""

from conversation.documents import DocumentView, VerdictView


class ClosedDocuments:
    """Every check answers "closed"; the words are the catalogue's."""

    def check(self, phone: str, number: str, code: str | None = None) -> DocumentView:
        """Closed, whatever is asked."""
        return DocumentView("closed")

    def token(self, text: str) -> VerdictView:
        """Closed, whatever is sent."""
        return VerdictView("CLOSED")
