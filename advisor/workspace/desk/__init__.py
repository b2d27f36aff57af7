"""The consultant's desk: client folders, cases, voices, own weights, remarks and notices."""
