"""Ours and boto3 side by side on loopback. `make bench` runs it; `python -m benchmarks --help` tells the options."""
