"""The end of a regie's day: its journal frozen under a hash, its paying-in slip drawn up."""
