"""The addresses that Africa's Talking posts to. It signs nothing, and posts again until it is answered 200."""

from flask import Blueprint, Response, request

from kernel.access import public
from kernel.crypto import Keyring
from kernel.database import Database
from sms import doors, inbound
from sms.africastalking import NAME
from sms.africastalking.inbound import is_subscription, message, optout
from sms.africastalking.reports import report
from sms.form import read
from sms.inbox import Inbox

OPEN = "Africa's Talking signs nothing: the secret in the path is the only proof it can give"


def africastalking_doors(
    database: Database, keyring: Keyring, token: str, on_inbound: inbound.OnInbound = inbound.ignore
) -> Blueprint:
    """``POST /sms/africastalking/<token>/inbound``, ``reports``, ``optouts``."""
    made = doors.doors("sms_africastalking", "/sms/africastalking/<token>", token)
    inbox = Inbox(database, keyring, on_inbound)

    @made.post("/inbound")
    @public(reason=OPEN)
    def take_inbound() -> Response:
        fields = read(request)
        if not is_subscription(fields):
            inbox.message(message(fields))
        return doors.taken()

    @made.post("/reports")
    @public(reason=OPEN)
    def take_report() -> Response:
        inbox.report(report(read(request)))
        return doors.taken()

    @made.post("/optouts")
    @public(reason=OPEN)
    def take_optout() -> Response:
        inbox.optout(NAME, optout(read(request)))
        return doors.taken()

    return made
