"""Tests of reading rosters and staff sheets."""
