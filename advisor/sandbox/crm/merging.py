"""Merging two contacts into one with everything that names them, and taking it back."""
