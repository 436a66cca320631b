"""Going on with an order in another browser or on another phone, by a link that works once."""
