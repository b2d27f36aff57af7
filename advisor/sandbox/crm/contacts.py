"""Contacts: organisations and persons, what they are to us, and whether they want mail."""
