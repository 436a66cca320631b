"""Which regional company works a case, and why."""
