"""Counts of distinct values: few of them about exactly, many by a sketch."""
