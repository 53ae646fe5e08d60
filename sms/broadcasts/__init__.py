"""One message to the holders of many cases: rows in a table, fed to the queue so slowly that a receipt never waits."""
