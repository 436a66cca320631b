"""What the two write to each other during a call."""
