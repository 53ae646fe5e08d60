"""The page with the phones."""

from flask import Blueprint, render_template

from simulator.world import here

routes = Blueprint("phone_page", __name__)


@routes.get("/phone")
def page() -> str:
    """The shell of the page; its script asks ``/phone/api`` for everything else."""
    return render_template("phone.html", service_code=here().options.service_code)
