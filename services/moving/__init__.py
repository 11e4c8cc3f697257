"""Children on their way: to another class, another school, out, back; and the new school year.

What is asked for today happens at once, the rest is stored and happens at midnight of the school's
own zone (`taking`). Of one child at most one move waits; a newer one replaces it. `making` is the
one place where a move happens, whoever asked for it.
"""
