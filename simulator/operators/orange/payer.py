"""The page on Orange's side: the payer types a number and the one-time password their phone gave."""

from flask import Blueprint, render_template, request

from simulator import clock
from simulator.handset.phones import PhoneRefused, phone
from simulator.operators.dialled import OTP_CODE
from simulator.store import Document
from simulator.world import here

Page = str | tuple[str, int]

routes = Blueprint("orange_payer", __name__, url_prefix="/operators/orange/payment/pay_token")


@routes.get("/<token>")
def page(token: str, problem: str = "") -> Page:
    """Amount, number, password; or what became of the payment."""
    payment = here().market.book.get("orange", token)
    if not payment:
        return render_template("paying.html", payment={}, message="Lien inconnu."), 404
    message = _closed(payment)
    how = f"Composez {OTP_CODE} sur votre téléphone Orange : un code à six chiffres s'affiche."
    words = {"message": message, "problem": problem, "how": how, "secret": "Code reçu"}
    return render_template("paying.html", payment=payment, **words)


@routes.post("/<token>")
def confirm(token: str) -> Page:
    """Confirmer or Annuler; the page then offers the way back to the merchant."""
    payment = here().market.book.get("orange", token)
    if not payment or _closed(payment):
        return page(token)
    market, details = here().market, payment["details"]
    if request.form.get("act") == "cancel":
        market.till.decide(payment["key"], "failed", "declined")
        return page(token)
    try:
        payer = phone(request.form.get("phone", "")).number
    except PhoneRefused as refusal:
        return page(token, str(refusal))
    market.book.change(payment["key"], payer=payer, details={**details, "stage": "PENDING"})
    if not market.dialled.password_is(payer, request.form.get("secret", "").strip()):
        return page(token, "Ce code n'est pas le bon, ou il a expiré.")
    market.till.decide(payment["key"], "succeeded")
    return page(token)


def _closed(payment: Document) -> str:
    """Why nothing can be paid here any more, or nothing."""
    words = {"succeeded": "Paiement effectué. Merci.", "failed": "Paiement refusé ou annulé."}
    late = clock.epoch() > payment["expires"]
    return words.get(payment["state"], "Ce lien de paiement a expiré." if late else "")
