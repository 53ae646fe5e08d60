"""Moov Money Benin, merchant SOAP interface V1.2. Its wire only: the rules are one level up."""

NAME = "moov"
