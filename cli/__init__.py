"""The command line and the composition root: reads settings, builds everything, starts it.

The one place that knows every floor. It holds no rule and no SQL.
"""
