"""The long fault tests: the promises of delivery while everything goes wrong that can."""
