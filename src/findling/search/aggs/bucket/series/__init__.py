"""Buckets of time series, by the values of their dimensions, in indices of mode `time_series`."""
