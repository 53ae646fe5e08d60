"""Digits and blanks as phones and pasted texts write them, brought to ASCII before anything is parsed."""

# Full-width forms come from some keyboards; no-break blanks from spreadsheets and web pages;
# direction marks from numbers copied out of an address book.
TYPED = str.maketrans(
    dict(zip("０１２３４５６７８９＋－．，", "0123456789+-.,", strict=True))
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t\r\n", " ")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
)


def ascii_digits(text: str) -> str:
    """``text`` with full-width digits, blanks and dashes in ASCII, without marks and outer blanks.

    Superscripts and other scripts' digits stay as they are, so that a parser refuses them: "3²" is not 32.
    """
    return text.translate(TYPED).strip()
