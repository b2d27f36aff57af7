"""Tickets: requests of customers with the moments they must be answered and solved."""
