"""Companies that carry parcels: one port, an adapter each, and the rules of who carries what."""
