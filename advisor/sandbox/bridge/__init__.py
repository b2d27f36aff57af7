"""What joins customers and operations: ordered messages that are delivered once, and what became of each."""
