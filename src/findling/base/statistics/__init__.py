"""Distributions and tests of statistics, which aggregations judge values by."""
