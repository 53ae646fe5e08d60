"""One directory for each administration: its connector and its wire. No rule of a case, and no books."""
