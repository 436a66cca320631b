"""Who people are, how a browser proves it, and to which unit staff belong."""
