"""The books as a treasury keeps them: statements, closed days, registers, files to take. Rules: `payments/`."""
