"""Wave Checkout and its Balance API, in Mali. Its wire only: the rules are one level up."""

NAME = "wave"
