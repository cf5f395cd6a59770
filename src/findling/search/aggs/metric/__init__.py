"""Metric aggregations: figures over the documents of a bucket, one file each."""
