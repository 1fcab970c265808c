"""A few operations of S3 in the form of a generated package, so that S3's rules are tested without one."""
