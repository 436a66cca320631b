"""When teams answer: opening hours in split shifts, holidays, exceptions."""
