"""What every part of the sandbox stands on: the database of a trial, its clock, numbers, states, parties, products."""
