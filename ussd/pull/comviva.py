"""Comviva Flares HTTP pull: GET, the first input is the dialled code without its stars, Freeflow in reply.

"Flares HTTP Pull API" 1.5.0. The clean-up call has other spellings in production than in the document
(``clean=cleann``, ``msisdn``, junk ``&=&=en&``): any ``clean`` ends the session.
"""

from ussd.pull.profile import QUERY, Profile
from ussd.pull.reply import always, either, text_reply

COMVIVA = Profile(
    name="comviva",
    encodings=(QUERY,),
    session=("SessionID",),
    phone=("MSISDN", "msisdn"),
    text=("input",),
    abort=("clean",),
    reply=text_reply(
        always(""),
        (("Freeflow", either("FC", "FB")), ("charge", always("N")), ("amount", always("0"))),
    ),
)
