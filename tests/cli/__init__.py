"""The command line, as whoever runs a school's installation meets it."""
