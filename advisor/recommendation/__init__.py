"""Advising: from answers to the frozen recommendation, and to its words."""
