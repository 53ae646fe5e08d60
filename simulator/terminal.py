"""A handset in a terminal: dials, shows the screen in a box, reads a line, prints the SMS that arrive.

It is another pair of hands on the simulator's ``/phone/api``; it knows nothing of the gateway.
"""

import argparse
import threading
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from simulator.line import Line, Refused
from simulator.terminal_prompts import announce, answered

POLL_S = 2.0
QUIT = "q"
WIDTH = 36  # Columns of the box: what a small screen shows, not what the terminal could.


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
    if answered(console, line, dialled):
        return True
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
    seen: set[str] = set()
    while not gone.wait(POLL_S):
        try:
            announce(console, line, seen)
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
