"""Every sentence a person reads, per language, under symbolic message keys.

Code names a message by its key; the catalogues are read from the ``.po`` files at start, so no
compiled file can be stale. This floor lies below all others and imports none of them.
"""
