"""Stand-ins of the outside systems, in a process and port of their own, speaking the real bytes."""
