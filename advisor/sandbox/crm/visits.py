"""The day in the field: whom to see, and what was agreed, entered in one step."""
