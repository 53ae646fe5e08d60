"""What each process may do in PostgreSQL and Redis: declared, granted by command, and looked after."""
