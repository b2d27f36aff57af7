"""Keeping: cases with their answers and their frozen results."""
