"""One file that holds a whole store: portable between the databases, sealed as it was stored."""
