"""Looks outside: products that fit, and what other companies use."""
