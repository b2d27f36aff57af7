"""Says the result in words: pages, plain text and the passport of a rule."""
