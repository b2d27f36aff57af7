"""Delivery: messages go to the other side in order, once, and are tried again when it is down."""
