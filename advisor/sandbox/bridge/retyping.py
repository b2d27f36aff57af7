"""Without a bridge: what has to be typed a second time, and how long it takes."""
