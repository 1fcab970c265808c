"""HTTP messages as values; no I/O."""
