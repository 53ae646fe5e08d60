"""Which provider a message leaves by: those that reach the phone, under the price cap, by price and by health."""
