"""Our own scripts without what only their readers need: comments, indentation, blanks. Not a minifier: names stay.

Every byte is paid for by somebody at a border post, and the page must stay below 100 kB.
"""

import re

# No script of ours has a template literal or a string over two lines: a line is a whole.
_STRING = re.compile(r'("(?:[^"\\\n]|\\.)*")')
# Signs that never make another sign with what stands beside them; + and - do.
_AROUND = re.compile(r"\s*([=,;{}()<>?:|&])\s*")
# Behind a statement, and without quotes: such a comment cannot be a part of a string.
_BEHIND = re.compile(r'(?<=[;{},])\s+//\s[^"]*$')
# After these the next line goes on, or begins a new statement, wherever it stands.
_OPEN = (";", "{", ",", "(", "&", "|", "?", ":", "=")


def lean(script: str) -> str:
    """The same program, or style sheet."""
    lines = (_BEHIND.sub("", line.strip()) for line in script.splitlines())
    return "".join(map(_closed, (line for line in lines if line and not line.startswith(("//", "/*")))))


def _closed(line: str) -> str:
    """Left as it is when a slash outside strings may begin an expression or a comment."""
    parts = _STRING.split(line)
    if any("/" in part for part in parts[::2]):
        return f"{line}\n"
    found = "".join(part if at % 2 else _AROUND.sub(r"\1", part) for at, part in enumerate(parts))
    return found if found.endswith(_OPEN) else f"{found}\n"
