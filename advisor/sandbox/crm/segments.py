"""Segments: conditions on contacts, evaluated when they are used."""
