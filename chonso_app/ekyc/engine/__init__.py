"""Reads and compares the three pictures. Pure: bytes and typed data in, an `EkycResult` out."""
