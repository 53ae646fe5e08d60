"""Every rail against a little real HTTP server that speaks its wire."""
