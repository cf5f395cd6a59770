"""Types of whole objects in one field, whose leaves are found by their paths."""
