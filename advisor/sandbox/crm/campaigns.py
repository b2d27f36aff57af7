"""Campaigns: whom they reach, what they cost, what came of them."""
