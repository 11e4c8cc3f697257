"""The scale of faces: how they are shown, and those that people send instead."""

SHOWN = ("😢", "🙁", "😐", "🙂", "😄")
"""From very sad (1) to very happy (5)."""

_MEANT = (
    ("😢", "😭", "😿"),
    ("🙁", "☹", "😞", "😟", "😔", "😕"),
    ("😐", "😑", "😶"),
    ("🙂", "😊", "☺", "🙃"),
    ("😄", "😀", "😁", "😃", "😆", "🥰"),
)
NUMBERS = {face: number for number, faces in enumerate(_MEANT, start=1) for face in faces}
"""Every face that is understood, with its number on the scale."""

VARIANT = "\ufe0f"
"""Some phones put it behind a sign to ask for its coloured look."""
