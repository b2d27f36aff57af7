"""Customers: contacts, activities, partners, and the day in the field."""

from __future__ import annotations

from web.sandbox.declared import Area

AREA = Area()
