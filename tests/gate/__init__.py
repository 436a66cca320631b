"""Who may call what: the whole matrix, reviewed in `matrix.txt`."""
