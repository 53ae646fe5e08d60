"""The staff web console: people, doors, pages. The rules of cases and of money stay in their rooms."""
