"""The clock, the pace, the pump and the heart."""
