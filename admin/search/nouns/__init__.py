"""What a typed number can be: one noun a file, each reads the text and finds the thing. None changes anything."""
