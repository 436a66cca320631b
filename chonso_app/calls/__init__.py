"""The video call: the queue, the talk between one customer and one agent, and its verdict."""
