"""Leads: enquiries, who answers them, and their conversion to a contact and a deal."""
