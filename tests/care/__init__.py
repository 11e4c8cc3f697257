"""The rules of care, one sentence each."""
