"""Functions with start dates, switched per unit."""
