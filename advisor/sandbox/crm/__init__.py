"""Customers: contacts, selling before the order, marketing, service. It knows nothing of stock and ledger."""
