"""A client of the GSMA Mobile Money API v1.2. Its wire only: the rules are one level up."""

NAME = "gsma"
