"""Reading what people type on a keypad: one file a kind of answer. Forgiving, then exact."""
