"""A programme tried before it starts: invented schools live through it in virtual time.

The services and rules are the real ones, on the store in memory. `town` draws how many schools of
which size, `school` fills one with people, `temper` says how each of them behaves, `life` lets time
pass, `figures` counts, `run` spreads schools over the cores, `report` puts it into words.
"""
