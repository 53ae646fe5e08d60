"""The story of one sealed document, as data. Expiry is a date, not a state: nothing has to run for it to come true."""

from kernel.states import Machine
from verification.status_list import Status

DOCUMENT = Machine(
    "document",
    {"valid": ("suspended", "revoked", "replaced"), "suspended": ("valid", "revoked", "replaced")},
)
# What two persons may decide, and the state it leads to.
ACTS = {"suspend": "suspended", "restore": "valid", "revoke": "revoked", "replace": "replaced"}
# How the published list writes each state.
STATUSES = {
    "valid": Status.VALID,
    "suspended": Status.SUSPENDED,
    "revoked": Status.REVOKED,
    "replaced": Status.REPLACED,
}
