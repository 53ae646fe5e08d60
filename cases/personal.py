"""What this room holds of a person, for `guichet person`: see kernel/personal.py."""

from cases import erasure, of_person
from kernel.personal import Erasure, Personal, Section

_PROOF = "the case itself: its number, service, states and dates, and the phone by which its owner finds it"
_FOUND = "finds the case of whoever dials"

PERSONAL = Personal(
    sections=(
        Section("cases", of_person.cases_of_phone, _PROOF),
        Section("screens", of_person.screens_of_phone),
    ),
    erasures=(
        Erasure("answers of closed cases", erasure.erase_answers),
        Erasure("sentences in the story of closed cases", erasure.erase_sentences),
        Erasure("notes between services on closed cases", erasure.erase_notes),
        Erasure("screens shown", erasure.erase_screens),
    ),
    erased=frozenset(
        {
            "case_file.answers_sealed",
            "case_event.note_sealed",
            "case_note.body_sealed",
            "shown_screen.text_sealed",
            "shown_screen.phone_index",
        }
    ),
    kept={
        "case_file.phone_index": _FOUND,
        "case_file.phone_sealed": "a refund or a paper of this case is announced to it",
        "case_file.code_sealed": "opens the case, which says nothing personal any more",
        "case_event.external_event_id": "the administration's number of its news: not heard twice",
    },
)
