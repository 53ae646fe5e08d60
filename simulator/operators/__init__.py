"""The mobile-money operators: payers with balances, the wire of each operator, its statement and its page."""
