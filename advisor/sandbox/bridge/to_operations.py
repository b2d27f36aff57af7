"""What operations do with a message of the customer side."""
