"""A programme tried before it starts: invented schools live through it in virtual time.

The services and rules are the real ones, on the store in memory. `run` draws how many
schools of which size and spreads them over the cores, `school` fills one with people, `around` with
what only some plans ask for (`asked`), `temper` says how each of them behaves, `fates` what comes
to them, `people` what they do, `life` lets time pass, `figures` counts, `summary` and `picture`
show it.
"""
