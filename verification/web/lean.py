"""Our scripts and style sheet without what only their readers need: comments, blanks. Not a minifier: names stay.

Every byte is paid for by somebody at a border post, and the page must stay below 100 kB.
"""

import re

# No script of ours has a template literal or a string over two lines: a line is a whole.
_STRING = re.compile(r'("(?:[^"\\\n]|\\.)*")')
# Signs that never make another sign with what stands beside them.
_AROUND = re.compile(r"\s*([=,;{}()<>?:|&!\[\]])\s*")
# Between two terms; + and - beside another of their kind would be ++ and --.
_BETWEEN = re.compile(r"(?<![+-]) ([-+*%/]) (?![+-])")
_DIVIDED = " / "
# Behind a statement, and without quotes: such a comment cannot be a part of a string.
_BEHIND = re.compile(r'(?<=[;{},])\s+//\s[^"]*$')
# After these the next line goes on, or begins a new statement, wherever it stands.
# What ends in a brace is a block: every statement of ours that ends in one has its semicolon.
_OPEN = (";", "{", "}", ",", "(", "&", "|", "?", ":", "=")
# Of a style sheet: blanks before a colon may stand between two parts of a selector, those behind one never do.
_STYLED = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)


def lean(script: str) -> str:
    """The same program."""
    lines = (_BEHIND.sub("", line.strip()) for line in script.splitlines())
    return "".join(map(_closed, (line for line in lines if line and not line.startswith(("//", "/*")))))


def lean_style(sheet: str) -> str:
    """The same style sheet."""
    return _STYLED.sub(lambda found: found[1] or "", _REMARK.sub("", sheet).strip())


def _closed(line: str) -> str:
    """Left as it is when a slash outside strings may begin an expression or a comment."""
    parts = _STRING.split(line)
    if any("/" in part.replace(_DIVIDED, "") for part in parts[::2]):
        return f"{line}\n"
    found = "".join(part if at % 2 else _closed_up(part) for at, part in enumerate(parts))
    return found if found.endswith(_OPEN) else f"{found}\n"


def _closed_up(code: str) -> str:
    return _AROUND.sub(r"\1", _BETWEEN.sub(r"\1", code))
