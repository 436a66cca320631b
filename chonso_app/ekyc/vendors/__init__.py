"""Services outside that check faces and papers: one adapter each, and how their word is taken."""
