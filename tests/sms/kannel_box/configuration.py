"""The configuration file of a Kannel for one test: loopback only, a fake phone network, our doors."""

from dataclasses import dataclass
from pathlib import Path

ADMIN = "admin"
USER = PASSWORD = "guichet"
NUMBER = "36036"

TEMPLATE = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
store-type = file
store-location = {folder}/kannel.store
log-file = {folder}/bearerbox.log
log-level = 0

group = smsc
smsc = fake
smsc-id = fake
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = {number}
http-request-retry = 5
http-queue-delay = 1
log-file = {folder}/smsbox.log
log-level = 0

group = sendsms-user
username = {user}
password = {password}
concatenation = true
max-messages = 6

group = sms-service
keyword = default
catch-all = true
get-url = "{get_url}"
concatenation = true
max-messages = 6
omit-empty = true
"""


@dataclass(frozen=True)
class Ports:
    """Where each part listens, on loopback."""

    admin: int
    boxes: int
    smsc: int
    sendsms: int


def write(folder: Path, ports: Ports, get_url: str) -> Path:
    """Write the file; ``get_url`` is asked for every SMS that comes, with Kannel's % codes in it."""
    values = {"user": USER, "password": PASSWORD, "number": NUMBER, "folder": folder, "get_url": get_url}
    path = folder / "kannel.conf"
    path.write_text(TEMPLATE.format(**vars(ports), **values), "utf-8")
    path.chmod(0o600)
    return path
