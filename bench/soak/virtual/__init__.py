"""A school in virtual time, whose bot dies, whose transactions fail and whose Telegram is unkind.

The heart, its tick and its pump are the product's own, on the store in memory; nothing waits and
nothing is left to chance but what a seed draws, so that a seed that breaks a law replays exactly.

`timeline` draws what goes wrong when, `loop` lets time pass, `store` and `telegram` are where
faults happen, `bodies` are the lives of the bot, `people` those of everybody else, `watch` looks at
every transaction and every message, `ends` at what is left, `run` puts them together.
"""
