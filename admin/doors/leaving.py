"""A page leaves the screen by itself when the session of whoever reads it is over. ASVS V14.3.1; no script is needed.

``Refresh`` is a header that every browser knows (HTML, "shared declarative refresh steps").
"""

from flask import Response, request, url_for

from admin.doors import visitor
from kernel import clock

# A page that renews itself sooner says so in itself; of two refreshes a browser takes the first.
OF_ITS_OWN = b'http-equiv="refresh"'


def with_its_end(response: Response) -> Response:
    """To the door, one second after the session's end, and from there back to what was read."""
    person = visitor.visiting()
    if person is None or person.ends_at is None or visitor.mine().ended or response.mimetype != "text/html":
        return response
    if OF_ITS_OWN not in response.get_data():
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        door = url_for("admin.login_form", after=1, next=visitor.local(back))
        left_s = max(int((person.ends_at - clock.now()).total_seconds()), 0) + 1
        response.headers["Refresh"] = f"{left_s}; url={door}"
    return response
