"""Draws the state machines into docs/states.md, from the tables that the code runs on."""

from pathlib import Path

from cases.filing import MACHINE as FILING
from cases.lifecycle import MACHINE as CASE
from kernel.states import Machine
from payments.states import ATTEMPT, INVOICE_STATES
from sms.broadcasts.states import BROADCAST
from sms.states import MESSAGE
from verification.registry.states import DOCUMENT

PAGE = Path(__file__).parent / "states.md"
MACHINES = {
    "A case": (CASE, "what a citizen follows (`cases/lifecycle.py`)"),
    "The filing of a case with its administration": (
        FILING,
        "asked before it is sent again (`cases/filing.py`)",
    ),
    "An invoice": (INVOICE_STATES, "its amount is frozen when it is made (`payments/states.py`)"),
    "A try to charge": (
        ATTEMPT,
        "unknown is asked again, and late money still counts (`payments/states.py`)",
    ),
    "A message": (MESSAGE, "a final state never regresses (`sms/states.py`)"),
    "A broadcast": (BROADCAST, "rows of its own until they leave (`sms/broadcasts/states.py`)"),
    "A sealed document": (DOCUMENT, "by two persons; it expires by date (`verification/registry/states.py`)"),
}


def drawn(machine: Machine) -> str:
    """One machine as a Mermaid state diagram; its final states end in the end mark."""
    entered = {to for targets in machine.edges.values() for to in targets}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in machine.edges if state not in entered]
    lines += [f"    {state} --> {to}" for state, targets in machine.edges.items() for to in targets]
    lines += [f"    {state} --> [*]" for state in sorted(machine.final)]
    return "\n".join([*lines, "```"])


def page() -> str:
    """The whole page."""
    parts = [
        "# State machines",
        "",
        "Drawn by `make diagrams` from the tables in the code; a test keeps them true.",
        "",
    ]
    for title, (machine, note) in MACHINES.items():
        parts += [f"## {title}", "", f"{note[0].upper()}{note[1:]}.", "", drawn(machine), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
