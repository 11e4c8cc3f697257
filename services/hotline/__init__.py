"""The family line: a time is asked for, accepted, kept, and counted when it was held.

`line` knows the hours and what is free; `place` who may do what; `asking` is the asker's side,
`keeping` the school's before the session, `outcome` after it; `following` looks when nobody
answers; `telling` writes the notices.
"""
