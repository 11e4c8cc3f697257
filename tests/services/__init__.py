"""The services on a real store, on both databases."""
