"""The tests mirror chonso_app; `e2e` and `kill` start real processes."""
