"""The shape that most aggregators copied: sessionId, phoneNumber, serviceCode, text; CON and END.

Some join the inputs and some send the last one only: ``text_mode`` in the settings says which.
"""

from ussd.pull.profile import FORM, JSON, QUERY, Profile
from ussd.pull.reply import either, text_reply

GENERIC = Profile(
    name="generic",
    encodings=(QUERY, FORM, JSON),
    session=("sessionId",),
    phone=("phoneNumber",),
    text=("text",),
    code=("serviceCode",),
    operator=("networkCode",),
    language=("language",),
    reply=text_reply(either("CON ", "END ")),
    # IMImobile sends a user's abort as a text.
    abort_texts=("Map Dialog User Abort",),
)
