"""Hubtel JSON: steps are numbered, and the first Message is the whole dialled string."""

from types import MappingProxyType

from ussd.pull.profile import JSON, Profile
from ussd.pull.reply import either, given, json_reply, shown
from ussd.signal import ABORT, BEGIN, CONTINUE

HUBTEL = Profile(
    name="hubtel",
    encodings=(JSON,),
    session=("SessionId",),
    phone=("Mobile",),
    text=("Message",),
    code=("ServiceCode",),
    operator=("Operator",),
    sequence=("Sequence",),
    signal=("Type",),
    signals=MappingProxyType({"initiation": BEGIN, "response": CONTINUE, "release": ABORT, "timeout": ABORT}),
    echo=("ClientState",),
    reply=json_reply({
        "Type": either("Response", "Release"), "Message": shown, "ClientState": given("ClientState"),
    }),
)  # fmt: skip
