"""Field keys that grow old: how many values each still opens, and sealing them anew so that one can be given up."""
