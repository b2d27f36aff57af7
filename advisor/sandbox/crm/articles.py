"""Knowledge base: answers to usual questions, and the tickets they solved."""
