"""The addresses that Kannel calls. The reply is always empty: what it held would become an SMS to the citizen."""

from flask import Blueprint, Response, request

from kernel.access import public
from kernel.crypto import Keyring
from kernel.database import Database
from sms import doors, inbound
from sms.inbox import Inbox
from sms.kannel.inbound import message
from sms.kannel.query import read
from sms.kannel.reports import report

OPEN = "Kannel signs nothing: the secret in the path is the only proof it can give"


def kannel_doors(
    database: Database, keyring: Keyring, token: str, on_inbound: inbound.OnInbound = inbound.ignore
) -> Blueprint:
    """``GET|POST /sms/kannel/<token>/inbound`` and ``reports``.

    Kannel comes again only after an answer that is not 2xx, and only where it is told to (``http-request-retry``).
    """
    made = doors.doors("sms_kannel", "/sms/kannel/<token>", token)
    inbox = Inbox(database, keyring, on_inbound)

    @made.route("/inbound", methods=["GET", "POST"])
    @public(reason=OPEN)
    def take_inbound() -> Response:
        inbox.message(message(read(request)))
        return doors.taken()

    @made.route("/reports", methods=["GET", "POST"])
    @public(reason=OPEN)
    def take_report() -> Response:
        inbox.report(report(read(request)))
        return doors.taken()

    return made
