"""The page behind wave_launch_url: the payer types a number and the PIN."""

from flask import Blueprint, render_template, request

from simulator import clock
from simulator.handset.phones import PhoneRefused, phone
from simulator.operators.prompts import TYPED, WRONG_PIN
from simulator.store import Document
from simulator.world import here

PAID, CLOSED = "Paiement effectué. Merci.", "Ce lien de paiement a expiré."

routes = Blueprint("wave_payer", __name__, url_prefix="/operators/wave/c")


@routes.get("/<id_>")
def page(id_: str, problem: str = "") -> str | tuple[str, int]:
    """Amount, number, PIN; or what became of the session."""
    payment = here().market.book.get("wave", id_)
    if not payment:
        return render_template("paying.html", payment={}, message="Lien inconnu."), 404
    details = payment["details"]
    shown = {**payment, "details": {"return_url": details["success_url"], "cancel_url": details["error_url"]}}
    return render_template(
        "paying.html",
        payment=shown,
        message=_closed(payment),
        problem=problem,
        how="Le PIN de démonstration est 1234.",
        secret="Code PIN",  # noqa: S106 - the label of a field.
    )


@routes.post("/<id_>")
def confirm(id_: str) -> str | tuple[str, int]:
    """Confirmer or Annuler."""
    payment = here().market.book.get("wave", id_)
    if not payment or _closed(payment):
        return page(id_)
    till = here().market.till
    if request.form.get("act") == "cancel":
        till.decide(payment["key"], "failed", "declined")
        return page(id_)
    try:
        payer = phone(request.form.get("phone", "")).number
    except PhoneRefused as refusal:
        return page(id_, str(refusal))
    if problem := _problem(payment, payer, request.form.get("secret", "")):
        return page(id_, problem)
    here().market.book.change(payment["key"], payer=payer)
    # After a refusal the session stays open: the same payer, or another, may still pay.
    till.decide(payment["key"], "succeeded", late=True)
    return page(id_)


def _closed(payment: Document) -> str:
    """Why nothing can be paid here any more, or nothing."""
    if payment["state"] == "succeeded":
        return PAID
    over = payment["state"] == "expired" or payment["expires"] <= clock.epoch()
    return CLOSED if over else ""


def _problem(payment: Document, payer: str, pin: str) -> str:
    only = payment["details"].get("restrict_payer_mobile")
    if only and only != payer:
        return "Ce lien est réservé à un autre numéro."
    return "" if TYPED.fullmatch(pin) and pin != WRONG_PIN else "PIN incorrect."
