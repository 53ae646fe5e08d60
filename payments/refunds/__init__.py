"""Money that goes back: to the account it came from, once a cause, by two persons; or spent as a credit."""
