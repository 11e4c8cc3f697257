"""The product as its people live it: the real bot against the sandbox, over HTTP."""
