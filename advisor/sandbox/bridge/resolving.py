"""Messages that could not be used: seen, corrected, tried again or dropped by a person."""
