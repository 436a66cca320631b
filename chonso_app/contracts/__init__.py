"""The subscription contract: typeset from the order, read, signed on the glass, sealed."""
