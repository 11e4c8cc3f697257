"""Where a webhook stands. Apart from the server itself, for commands that need no server."""

from dataclasses import dataclass, field

HEALTH = "/healthz"
READY = "/readyz"


@dataclass(frozen=True, slots=True)
class Address:
    """Where updates come to: the public URL, its path, and the place to listen at."""

    url: str
    path: str
    secret: str = field(repr=False)
    host: str
    port: int
