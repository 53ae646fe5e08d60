"""One case as a page: its head, what may be done, the notes and the whole story. Who opens it is in the trail."""

from typing import Any

from sqlalchemy import Row

from admin.casework import scoped
from admin.casework.dossier import Dossier, dossier
from admin.casework.moment import ORDER
from admin.casework.story import Story, story_of
from admin.casework.wording import life, source_name
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from cases import deciding, notes
from kernel import audit
from kernel.money import show as show_francs


def show(reference: str, scope: Scope) -> Answer:
    """A case of another office does not exist: 404, audited (row 65). ``show`` is one of the chips."""
    case, story, said = None, None, []
    person = visitor.person()
    opened = person.may("cases.answers")
    with parts().database.transaction() as connection:
        case = scoped.file_of(connection, reference, scope)
        elsewhere = case is None and scoped.known(connection, reference)
        if case is not None:
            story = story_of(connection, parts().keyring, case, answers=opened)
            said = notes.of_case(connection, parts().keyring, case.id)
            audit.append(connection, person.actor, "case.read", f"case:{case.reference}", {"answers": opened})
    if case is None or story is None:
        scoped.missing(reference, "cases.read", elsewhere=elsewhere)
    return _page(case, story, said, answers=opened)


def _page(case: Row[Any], story: Story, said: list[notes.Note], *, answers: bool) -> Answer:
    head = dossier(parts().keyring, parts().catalogue, case, visitor.language(), answers=answers)
    chip = form.asked("show") if form.asked("show") in ORDER else ""
    return page(
        "casework/case", case=head, story=story, chip=chip, moments=story.of(chip), notes=said,
        last=said[-1].id if said else 0, acts=acts_of(head),
        in_system=deciding.in_system(head.connector, head.submission),
        done=form.asked("done") in deciding.ACTS, note_max=notes.LONGEST, answers=answers,
        name=visitor.state_name, francs=show_francs, life=life, source=source_name,
    )  # fmt: skip


def acts_of(case: Dossier) -> tuple[str, ...]:
    """What this person may do to it now."""
    if not visitor.person().may("cases.decide"):
        return ()
    return deciding.offered(case.state, case.connector, case.submission)
