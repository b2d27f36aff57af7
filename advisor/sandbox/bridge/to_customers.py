"""What the customer side does with a message of operations."""
