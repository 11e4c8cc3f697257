"""Tests of the product; they read as sentences about it."""
