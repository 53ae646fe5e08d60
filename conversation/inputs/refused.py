"""Refused: why an answer cannot be taken, as a key below ``refusal.`` and the values of its words."""


class Refused(ValueError):
    """Ask again with the reason. Values are shown to the one who typed them and never logged."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
