"""A call at a time that the customer chose."""
