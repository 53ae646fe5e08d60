"""Menus without a channel: (session, input) -> (session, screen). Its ports come from the wiring."""
