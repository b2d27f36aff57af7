"""Quotes: versions with frozen totals, sent, accepted or declined."""
