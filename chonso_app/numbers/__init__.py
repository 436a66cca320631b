"""The shelf: every number for sale, its shape, its price, and finding the one you like."""
