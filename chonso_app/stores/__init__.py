"""Stores where a SIM can be fetched, and the blank SIMs that lie in them, by serial."""
