"""The composition root: settings, wiring, processes, command line, health."""
