"""The books as a treasury keeps them: statements, closed days, registers, files to take away. The rules are those of `payments/`."""
