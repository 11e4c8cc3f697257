"""Fixtures for the tests of the edge."""

from tests.story.conftest import at_once

__all__ = ["at_once"]
