"""Costs and plans: what the options cost, and when what happens."""
