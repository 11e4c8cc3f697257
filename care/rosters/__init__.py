"""Reading the sheets that schools keep: grids of cells in, children, families and staff out."""
