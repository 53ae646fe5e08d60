"""The fields of what Kannel calls us with: a GET with all of them in the query, or a POST with a form.

smsbox's own POST (``post-url``) has the message as its body and its variables in the address too, so a body that
is no form adds nothing.
"""

from flask import Request

from sms import form

GSM_7, BINARY, UCS_2 = b"0", b"1", b"2"
# %b is the message as it came: UTF-8 once smsbox has decoded GSM-7, else the bytes themselves.
CHARSETS = {GSM_7: "utf-8", BINARY: "latin-1", UCS_2: "utf-16-be"}
# A message centre writes its receipts in no charset that it tells; a report is not lost for a letter.
FROM_THE_CENTRE = {b"answer": "latin-1", b"centre_id": "latin-1"}
# %u, the binary header of a part. bearerbox joins parts itself (sms-combine-concatenated-mo, on unless switched
# off), so nothing here needs it.
HEADER = b"udh"


def read(request: Request) -> dict[str, str]:
    """The fields. Answers 413 or 400 itself: too large, too many, twice, NUL, not in its charset."""
    pairs = list(form.pairs(form.query(request)))
    if request.method == "POST" and request.mimetype == form.FORM:
        pairs += form.pairs(form.body(request))
    fields = form.once(pairs)
    fields.pop(HEADER, None)
    text = CHARSETS.get(fields.get(b"coding", GSM_7), "utf-8")
    return form.texts(fields, {b"text": text, **FROM_THE_CENTRE})
