"""Buckets whose keys are combinations of the values of several fields."""
