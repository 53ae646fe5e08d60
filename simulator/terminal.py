"""A handset in a terminal: dials, shows the screen in a box, reads a line, prints the SMS that arrive.

It is another pair of hands on the simulator's ``/phone/api``; it knows nothing of the gateway.
"""

import argparse
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

TIMEOUT_S = 60.0  # A delayed turn plus the 10 s an application is given.
POLL_S = 2.0
QUIT = "q"
WIDTH = 36  # Columns of the box: what a small screen shows, not what the terminal could.


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


def main(base_url: str, phone: str) -> None:
    """Hold ``phone`` until the person types ``q`` or Ctrl-C."""
    console, line, gone = Console(), Line(base_url, phone), threading.Event()
    try:
        last = int(line.inbox(0)["last"])
        code = str(line.settings()["service_code"])
    except Refused as refusal:
        console.print(f"[red]{refusal}[/red]")
        return
    threading.Thread(target=_listen, args=(console, line, last, gone), daemon=True).start()
    console.print(
        f"[bold]{phone}[/bold]  Entrée compose {code}. [dim]{QUIT} ou Ctrl-C pour raccrocher.[/dim]"
    )
    try:
        while _call(console, line, code):
            pass
    except (KeyboardInterrupt, EOFError):
        console.print()
    finally:
        gone.set()
        _hang_up(line)


def _call(console: Console, line: Line, code: str) -> bool:
    """One whole session; False when the person has had enough."""
    dialled = console.input("[green]Composer[/green] > ").strip() or code
    if dialled == QUIT:
        return False
    try:
        step = line.post("dial", code=dialled)
        while _show(console, step):
            typed = console.input("Réponse > ")
            if typed.strip() == QUIT:
                _hang_up(line)
                return True
            step = line.post("answer", text=typed)
    except Refused as refusal:
        console.print(f"[red]{refusal}[/red]")
    return True


def _show(console: Console, step: dict[str, Any]) -> bool:
    """Draw the screen; True when it asks for an answer."""
    fits = step["septets"] <= step["budget"]
    size = f"{step['septets']}/{step['budget']} · {step['ms']:.0f} ms"
    subtitle = f"[{'dim' if fits else 'bold red'}]{size}[/]"
    border = "red" if step["error"] else "green" if step["more"] else "yellow"
    console.print(Panel(Text(step["text"]), width=WIDTH, subtitle=subtitle, border_style=border))
    return bool(step["more"])


def _listen(console: Console, line: Line, last: int, gone: threading.Event) -> None:
    while not gone.wait(POLL_S):
        try:
            news = line.inbox(last)
        except Refused:
            continue
        last = int(news["last"])
        for message in news["messages"]:
            if message["direction"] == "in":
                title = f"SMS de {message['other']}"
                console.print(Panel(Text(message["text"]), width=WIDTH, title=title, border_style="cyan"))


def _hang_up(line: Line) -> None:
    try:
        line.post("hangup")
    except Refused:
        return


if __name__ == "__main__":
    parser = argparse.ArgumentParser("simulator.terminal", description="A handset in the terminal.")
    parser.add_argument("--simulator", default="http://127.0.0.1:8001", help="base address of the simulator")
    parser.add_argument("--phone", default="+22370000001", help="the number this handset holds")
    asked = parser.parse_args()
    main(asked.simulator, asked.phone)
