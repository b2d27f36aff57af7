"""Doubts: what would change the advice, what is not known, and what is proven."""
