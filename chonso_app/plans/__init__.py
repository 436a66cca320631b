"""What goes with a number: plans, promotions with their full terms, SIM fees, able phones."""
