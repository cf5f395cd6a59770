"""Metrics of the first documents of a bucket in some order: whole hits, or values of fields."""
