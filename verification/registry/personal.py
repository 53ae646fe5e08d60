"""What this room holds of a person, for `guichet person`: see kernel/personal.py."""

from kernel.personal import Erasure, Personal, Section
from verification.registry import erasure, of_person

_LOOKED = "who looked at which paper: three years, for whoever contests it"

PERSONAL = Personal(
    sections=(
        Section(
            "papers",
            of_person.papers,
            "in force: without it the paper in its holder's hand would be called forged",
        ),
        Section("checks", of_person.checks_by_phone, _LOOKED),
    ),
    erasures=(Erasure("papers no longer in force", erasure.erase_papers),),
    erased=frozenset(
        {
            "sealed_document.print_sealed",
            "sealed_document.pdf_sealed",
            "sealed_document.holder_sealed",
            "sealed_document.holder_index",
        }
    ),
    kept={
        "sealed_document.token_sealed": "what the seal of a paper says, so that a copy of it is told from a forgery",
        "refusal_proof.proof_sealed": "the proof that a paper was refused, which its holder may contest",
        "document_check.number_index": _LOOKED,
        "document_check.checker_index": _LOOKED,
        "document_tries.key": "wrong tries of a day, by a blind index; deleted the day after",
        "document_proposal.reason": "why two persons changed what became of a paper",
    },
    nobody={
        "document_event": "what became of a paper, and which of the staff decided it",
        "register_copy": "signed copies of lists and registers: numbers of seals, no holder",
        "status_range": "how many places a list has",
        "trust_bundle": "public keys",
    },
)
