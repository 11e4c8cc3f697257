"""Laws: what holds whatever happens, over the store in memory."""
