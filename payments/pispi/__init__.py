"""PI-SPI, the BCEAO's instant payments, by a participant's API Business. Its wire only: rules are one level up."""

NAME = "pispi"
