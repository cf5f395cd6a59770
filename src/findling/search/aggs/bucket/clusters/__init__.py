"""Buckets that lie where the values lie close together."""
