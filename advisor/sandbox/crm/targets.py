"""Targets of sellers and what they reached."""
