"""After the sale: warranty, repair, return."""
