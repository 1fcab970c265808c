"""Checksums of bodies: the algorithms, the check of answers, and the trailer of streamed uploads."""
