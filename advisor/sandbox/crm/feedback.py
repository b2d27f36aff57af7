"""Feedback of customers: satisfaction with a ticket, and whether they would recommend us."""
