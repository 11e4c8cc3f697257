"""Facts of the calendar, said and taken back: key children, who is at home, closed schools."""
