"""The page of one phone under its sealed name. Each look is in the trail, by a blind index; the phone is nowhere."""

from flask import redirect, url_for

from admin.doors import visitor
from admin.doors.allowed import Answer
from admin.money import names
from admin.page import page
from admin.parts import parts
from admin.search import looking, sealed
from admin.search.citizen.answer import answer
from admin.search.citizen.contacts import letters, sessions
from admin.search.citizen.files import files
from admin.search.citizen.payments import lines, payments
from admin.search.citizen.wording import worded
from admin.search.links import link
from kernel import audit, clock
from kernel.phone import country_of
from kernel.redaction import masked_phone
from sms.purposes import POLICIES

# One purpose of its own: the trail shows who looked at one citizen, and joins no other table.
SUBJECT = "console.citizen"
# Those that have words of their own below ``search.purpose``.
PURPOSES = frozenset(purpose.replace(".", "_") for purpose in POLICIES)


def show(name: str) -> Answer:
    """Everything that the person may see of the phone, answer first; an old or strange name: search again."""
    person, at = visitor.person(), clock.now()
    phone = sealed.opened(parts().keyring, "phone", name, person.id, at)
    if phone is None:
        return redirect(url_for("admin.search_form", old=1), 303)
    with parts().database.transaction() as connection:
        look = looking.look(connection, at)
        own, paid = files(look, phone), payments(look, phone)
        sent, dialled = letters(look, phone), sessions(look, phone)
        subject = f"phone:{parts().keyring.index(phone, SUBJECT)}"
        audit.append(
            connection, person.actor, "citizen.read", subject, {"cases": len(own), "money": len(paid.money)}
        )
    return page(
        "search/citizen", phone=masked_phone(phone), country=country_of(phone), name=visitor.state_name,
        answers=answer(look, own, paid), files=own, lines=lines(look, paid), letters=sent, sessions=dialled,
        worded=worded, reason=names.reason, reach=look.reach, link=lambda place, key: link(person, place, key),
        purposes=PURPOSES, next_step=lambda state: parts().catalogue.text(f"next.{state}", visitor.language()),
    )  # fmt: skip
