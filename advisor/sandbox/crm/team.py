"""Who works with customers."""
