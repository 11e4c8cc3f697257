"""Who holds which post of the staff, from which day on: given, handed over, given up."""
