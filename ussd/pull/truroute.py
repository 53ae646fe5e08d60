"""TruRoute XML: ``<ussd><type/><msg/><sessionid/><msisdn/></ussd>`` both ways."""

from types import MappingProxyType

from ussd.pull.profile import XML, Profile
from ussd.pull.reply import either, shown, xml_reply
from ussd.signal import ABORT, BEGIN, CONTINUE

TRUROUTE = Profile(
    name="truroute",
    encodings=(XML,),
    session=("sessionid",),
    phone=("msisdn",),
    text=("msg",),
    signal=("type",),
    # 10 (charge) is not for us: nothing is charged to the airtime.
    signals=MappingProxyType({"1": BEGIN, "2": CONTINUE, "3": ABORT, "4": ABORT}),
    reply=xml_reply("ussd", {"type": either("2", "3"), "msg": shown}),
)
