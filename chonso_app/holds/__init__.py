"""Keeping one number off the shelf for one person while they order and pay."""
