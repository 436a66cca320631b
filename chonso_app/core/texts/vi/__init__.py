"""The Vietnamese catalogue: one module per feature, each with a dict TEXTS."""
