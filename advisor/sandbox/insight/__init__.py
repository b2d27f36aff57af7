"""Insight: figures over all books, each leading down to its documents; alerts; consolidation."""
