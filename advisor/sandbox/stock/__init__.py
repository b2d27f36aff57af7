"""Stock: goods move between two places, so the sum over all places is always nought, and value follows quantity."""
