"""One history over all channels: what a contact said where, and what was answered."""
