"""Processors of addresses, domains and what browsers say of themselves."""
