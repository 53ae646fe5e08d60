"""The error of a paper that cannot be made out: what is missing or cannot be printed. Nothing was sealed."""

WORDS = {
    "missing": "an answer is missing",
    "choice": "not one of the choices",
    "number": "not a whole number from 0",
    "date": "not a day written YYYY-MM-DD",
    "hs6": "not six digits",
    "text": "too long, or with a sign that no line of paper holds",
    "letters": "a letter that the fonts of the paper do not have",
    "regime": "no regime of this name on this day",
    "criterion": "an officer has to say which criterion it is",
    "country": "this kind is not issued in this country",
    "room": "more than one box or one page holds",
    "seal": "more than a seal holds",
}


class PaperRefused(ValueError):
    """``reason_code`` is a key of WORDS, ``field`` the field it is about (a name, never its value). Permanent."""

    retry = False

    def __init__(self, reason_code: str, field: str = "") -> None:
        super().__init__(f"{field}: {WORDS[reason_code]}" if field else WORDS[reason_code])
        self.reason_code = reason_code
        self.field = field
