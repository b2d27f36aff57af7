"""Comparing: options against criteria, weights, and how firmly an option stays first."""
