"""A school's sheets into the store: roster, staff, a file of many schools, a file sent in chat.

How a later sheet meets what was changed in chat is in `services.merging`.
"""
