"""A sum in French letters, as a quittance must state it beside the figures."""

from kernel.money import LARGEST

MILLION = 1_000_000


def letters(amount_xof: int) -> str:
    """``1900`` as "mille neuf cents francs CFA". Raises ValueError below 0 or above 10**12."""
    # All its languages come with it, 3 MB (0.5.14, measured): only who makes a quittance or a slip reads them.
    from num2words import num2words  # type: ignore[import-untyped]

    if not 0 <= amount_xof <= LARGEST:
        raise ValueError("a sum in letters is 0 to 10**12 francs")
    # "un million de francs": million and milliard are nouns in French and take "de" before another noun.
    joint = "de " if amount_xof >= MILLION and amount_xof % MILLION == 0 else ""
    plural = "s" if amount_xof > 1 else ""
    return f"{num2words(amount_xof, lang='fr')} {joint}franc{plural} CFA"
