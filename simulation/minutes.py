"""How long the staff are busy with what a programme asks of them: assumptions, in minutes."""

MINUTES = {
    "talk": 20,
    "visit": 75,
    "hotline": 25,
    "meeting": 120,
    "guardian-talk": 15,
    "teacher-call": 15,
    "how-is-it": 10,
}
"""By kind of record. What is noted for a family (a call, a letter) takes the phone call to ask."""

OTHERWISE = 5


def hours_of(kind: str) -> float:
    """Hours that one record of a kind stands for."""
    return MINUTES.get(kind, OTHERWISE) / 60
