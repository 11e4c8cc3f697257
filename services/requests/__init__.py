"""Needs and worries: raised, told upward, seen to, closed.

`access` says who may see one; `raising` opens it; `handling` and `closing` are what its owner does;
`following` climbs when a deadline passes; `showing` reads it for one reader.
"""
