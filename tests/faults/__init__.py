"""The promises of delivery while everything goes wrong that can."""
