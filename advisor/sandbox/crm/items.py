"""What can be offered, with the price, and what was last heard of stock and delivery."""
