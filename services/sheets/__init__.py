"""Files of schools: read as grids of cells whatever their format, and given back with marks."""
