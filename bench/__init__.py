"""Benchmarks beside a peer or a limit in the same run, and the long fault tests.

`python -m bench` measures, `python -m bench.soak` kills. Nothing of the product imports this
folder, and no figure is asserted by a test: `docs/performance.md` says what was measured, where and
when.
"""
