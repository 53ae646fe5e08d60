"""The address that Orange posts to. It keeps and answers; the charge is found by a blind index, so in constant time."""

from flask import Blueprint

from kernel.crypto import Keyring
from kernel.database import Database
from payments.doors import callback_door
from payments.orange import NAME
from payments.orange.callback import notices

RULE = "/payments/orange/<token>/notify"


def door(database: Database, keyring: Keyring, token: str) -> Blueprint:
    """``POST /payments/orange/<token>/notify``."""
    return callback_door(NAME, RULE, ("POST",), database, keyring, reader=notices, token=token)
