"""Trials: one database each, built by the verbs from the file of an industry."""
