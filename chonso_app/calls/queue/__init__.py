"""Who waits for a call: their place, whose team takes them, and which agents are there."""
