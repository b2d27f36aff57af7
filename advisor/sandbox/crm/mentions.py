"""What is said in social networks, from a sample feed, and what was done about it."""
