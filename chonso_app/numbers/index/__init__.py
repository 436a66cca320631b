"""The bitmap index of the shelf: exact answers over the whole number space in milliseconds.

Beside the database, never instead of it: rows that are shown are read there.

What it is made of: `layout`, `bits`, `planes` (a segment), `making`. How a question is answered:
`plan` (which planes), `nodes` (AND, OR, floating pieces), `scan` (block by block), `ranking`
(orders that rows do not lie in), `pages` (several segments as one list), `presence`. How it stays
true: `columns`, `building`, `file`, `feed`, `following`, `live`.
"""
