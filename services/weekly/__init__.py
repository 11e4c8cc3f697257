"""The weekly list of families out of reach."""
