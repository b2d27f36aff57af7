"""What the open deals promise: by month, weighted with their probability."""
