"""A second store, in memory, for simulations: the same questions answered from dictionaries.

It holds what a reminder needs on its way from the plan to the journal: units, people, circles,
plans, duties, notices, records, calls for help, the weekly list. The tests of the services that are
marked `in_memory_too` hold it to the SQL store's answers. What it does not hold says so
(`NotInMemoryError`).
"""
