"""What stands before every page: cookie, session, CSRF, roles, headers."""
