"""The one shared store: tables, named queries per noun, unit of work, sealing, migrations.

The only place that speaks SQL, on SQLite and PostgreSQL alike. No session leaves this folder and
no rule enters it.
"""
