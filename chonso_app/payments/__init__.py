"""Money: the way to the bank and back, and the way of a refund."""
