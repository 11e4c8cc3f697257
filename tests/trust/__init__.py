"""Who may do what: every press and every word by every role, and forged or repeated presses."""
