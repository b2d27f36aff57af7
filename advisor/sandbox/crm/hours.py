"""Working hours: when something is due that may take so many of them."""
