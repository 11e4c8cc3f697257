"""Several processes on one PostgreSQL: each test opens the store more than once."""
