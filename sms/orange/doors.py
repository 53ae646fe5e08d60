"""The addresses that Orange posts to; they are told to Orange by a form, one for each. It signs nothing."""

from flask import Blueprint, Response, request

from kernel.access import public
from kernel.crypto import Keyring
from kernel.database import Database
from sms import doors, inbound
from sms.inbox import Inbox
from sms.json_body import read
from sms.orange.inbound import message
from sms.orange.reports import report

OPEN = "Orange signs nothing: the secret in the path is the only proof it can give"


def orange_doors(
    database: Database, keyring: Keyring, token: str, on_inbound: inbound.OnInbound = inbound.ignore
) -> Blueprint:
    """``POST /sms/orange/<token>/inbound`` and ``reports``."""
    made = doors.doors("sms_orange", "/sms/orange/<token>", token)
    inbox = Inbox(database, keyring, on_inbound)

    @made.post("/inbound")
    @public(reason=OPEN)
    def take_inbound() -> Response:
        inbox.message(message(read(request), keyring))
        return doors.taken()

    @made.post("/reports")
    @public(reason=OPEN)
    def take_report() -> Response:
        inbox.report(report(read(request)))
        return doors.taken()

    return made
