"""Orange's SMS API for Africa, Mali: it reaches Orange subscribers of one country. Its wire only."""

NAME = "orange"
