"""Points and tiers of customers who come back."""
