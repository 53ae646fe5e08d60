"""Operators' statements against our receipts: classed, resolved, aged; three ways, with the Treasury's credits."""
