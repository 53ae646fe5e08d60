"""The handset calls as a program makes them: JSON over ``/phone/api``, for one number."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

TIMEOUT_S = 60.0  # A delayed turn plus the 10 s an application is given.


class Refused(Exception):
    """The simulator said no, in French."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Line:
    """The calls of one phone."""

    def __init__(self, base_url: str, phone: str) -> None:
        self.phone = phone
        self._base = base_url.rstrip("/") + "/phone/api"

    def post(self, name: str, **body: str) -> dict[str, Any]:
        """POST JSON; Refused with the simulator's own words."""
        data = json.dumps({"phone": self.phone, **body}).encode()
        headers = {"Content-Type": "application/json"}
        return self._open(urllib.request.Request(f"{self._base}/{name}", data, headers))  # noqa: S310

    def settings(self) -> dict[str, Any]:
        """The phones known, the code to dial, the number to write to."""
        return self._open(urllib.request.Request(f"{self._base}/phones"))  # noqa: S310

    def inbox(self, after: int) -> dict[str, Any]:
        """SMS above the id ``after``."""
        query = urllib.parse.urlencode({"phone": self.phone, "after": after})
        return self._open(urllib.request.Request(f"{self._base}/inbox?{query}"))  # noqa: S310

    def prompts(self) -> list[dict[str, Any]]:
        """What operators ask on this phone, oldest first."""
        query = urllib.parse.urlencode({"phone": self.phone})
        return list(self._open(urllib.request.Request(f"{self._base}/prompts?{query}"))["prompts"])  # noqa: S310

    def approve(self, prompt_id: str, typed: str) -> dict[str, Any]:
        """Answer one of them as typed on the keypad."""
        return self.post(f"prompts/{urllib.parse.quote(prompt_id, safe='')}", text=typed)

    def _open(self, request: urllib.request.Request) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            raise _refused(error) from None
        except (OSError, ValueError):
            raise Refused("unreachable", "Le simulateur ne répond pas.") from None
        return dict(said)


def _refused(error: urllib.error.HTTPError) -> Refused:
    try:
        with error:
            said = json.load(error)
        return Refused(str(said["error"]), str(said["message"]))
    except (ValueError, KeyError):
        return Refused("http", f"Le simulateur répond {error.code}.")
