"""Orange Money Web Payment, Mali: a page that the payer opens. Its wire only: the rules are one level up."""

NAME = "orange"
