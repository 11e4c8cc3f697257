"""One module per intention: answer a duty, import a roster, join, record, raise an SOS.

Each checks the permission, opens a unit of work, applies one rule of ``care`` and returns a result.
Chat, command line and simulation all come through this door; it knows nothing of Telegram or SQL.
"""
