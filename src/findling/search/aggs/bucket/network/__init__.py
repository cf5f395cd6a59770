"""Aggregations by network address: given ranges of addresses, and networks of one length."""
