"""Asking: the question bank, typed answers, and the replay of an interview from its answers."""
