"""Points that say how promising a lead is."""
