"""Duplicates: contacts that seem to be the same, found when one is entered or imported."""
