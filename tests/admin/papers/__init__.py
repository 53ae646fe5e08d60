"""The papers room of the console, on real keys and a real register."""
