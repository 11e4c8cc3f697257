"""Sheets of an invented school, as a school would keep them: for the demo and to try an import."""
