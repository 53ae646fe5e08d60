"""Nalo JSON: MSGTYPE is true on the first request, and true in a reply that asks."""

from types import MappingProxyType

from ussd.pull.profile import JSON, Profile
from ussd.pull.reply import asks, given, json_reply, shown
from ussd.signal import BEGIN, CONTINUE

NALO = Profile(
    name="nalo",
    encodings=(JSON,),
    session=("SESSIONID",),
    phone=("MSISDN",),
    text=("USERDATA",),
    operator=("NETWORK",),
    signal=("MSGTYPE",),
    signals=MappingProxyType({"true": BEGIN, "false": CONTINUE}),
    echo=("USERID", "MSISDN"),
    reply=json_reply({"USERID": given("USERID"), "MSISDN": given("MSISDN"), "MSG": shown, "MSGTYPE": asks}),
)
