"""What generated classes are made of: structures, unions, and the tables that describe them."""
