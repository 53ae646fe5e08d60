"""``python -m gateway`` is ``guichet``."""

from gateway.cli import main

main()
