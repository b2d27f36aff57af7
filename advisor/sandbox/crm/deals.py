"""Deals and their way over the board, to won or lost."""
