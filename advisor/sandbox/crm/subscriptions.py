"""Memberships and subscriptions: renewed, frozen, ended."""
