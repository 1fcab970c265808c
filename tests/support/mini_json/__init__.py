"""A small service in the form of a generated package: JSON protocol, called DynamoDB so that its rules hold."""
