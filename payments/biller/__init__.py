"""GSMA bills API, where we are the biller: an operator's own menu pulls our bills and pays them.

Its wire and its one rule, that a bill is paid once. What a payment becomes is settlement's.
"""
