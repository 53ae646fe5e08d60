"""The kinds of documents that are sealed, by the number that stands in the token. Numbers are never used again."""

from enum import IntEnum


class DocType(IntEnum):
    """Key 1 of the document map. 0 is no document: a key allowed 0 seals the registers of its issuer."""

    CERTIFICATE_OF_ORIGIN = 1
    BIRTH_EXTRACT = 2
    QUITTANCE = 3
    CONSULAR_ATTESTATION = 4
    LEGALISATION = 5


REGISTERS = 0


class CopyKind(IntEnum):
    """Key 15. UEMOA Decision 01/2003: one original, duplicates marked "duplicata", extra ones "copie"."""

    ORIGINAL = 0
    DUPLICATA = 1
    COPIE = 2
