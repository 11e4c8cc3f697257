"""What is kept, how long, and what is erased on somebody's wish."""
