"""The outbox: what one side tells the other, written in the transaction in which it happened."""
