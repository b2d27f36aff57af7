"""Rules of the house: when something happens and a condition holds, something is done."""
