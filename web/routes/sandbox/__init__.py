"""Addresses of the sandbox."""
