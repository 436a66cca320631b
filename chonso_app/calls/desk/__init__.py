"""The agent's console, the verdict, and what supervisors tell and look at again."""
