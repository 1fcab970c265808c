"""Where requests go: partitions, the functions of compiled rule sets, and what those answer."""
