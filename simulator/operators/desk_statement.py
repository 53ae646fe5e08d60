"""The statement of an operator, to download."""

from datetime import date

from flask import Blueprint, Response, abort, request

from simulator.operators.sheets import SHEETS
from simulator.operators.statement import today
from simulator.world import here

# An operator in both countries keeps an account in each.
PREFIXES = {"ML": "+223", "BJ": "+229"}

routes = Blueprint("operator_statement", __name__, url_prefix="/operators")


@routes.get("/<name>/statement.csv")
def statement(name: str) -> Response:
    """The statement of ``day`` (YYYY-MM-DD, the operator's today when absent), as its portal writes it.

    ``country``, ML or BJ: that of the account in this country; both when absent.
    """
    sheet = SHEETS.get(name) or abort(404)
    country = request.args.get("country")
    if country is not None and country not in PREFIXES:
        abort(400)
    try:
        day = date.fromisoformat(request.args["day"]) if "day" in request.args else today(name)
    except ValueError:
        abort(400)
    body = sheet.write(day, *here().market.till.statement.of(name, day, PREFIXES.get(country or "", "")))
    charset = "windows-1252" if sheet.charset == "cp1252" else "utf-8"
    attached = {"Content-Disposition": f'attachment; filename="{name}-{day:%Y%m%d}.csv"'}
    return Response(body, 200, headers=attached, content_type=f"text/csv; charset={charset}")
