"""What sellers may promise: stock and delivery dates, told when they changed."""
