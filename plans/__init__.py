"""Care programmes as data: TOML files that a bureau's clerk can read and a school can adapt.

There is no code here; ``care.plan`` reads and checks these files.
"""
