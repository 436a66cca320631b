"""The bitmap index of the shelf: exact answers over the whole number space in milliseconds.

Beside the database, never instead of it: rows that are shown are read there.
"""
