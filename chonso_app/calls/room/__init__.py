"""The server between the two: chairs, tickets, signalling, pictures taken, how it went."""
