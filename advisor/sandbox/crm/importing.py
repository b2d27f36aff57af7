"""Contacts from a CSV file: columns are matched with fields, looked at first, then taken in."""
