"""The schema's history, applied by `Store.open`."""
