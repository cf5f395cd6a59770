"""Aggregations of a part of the documents: the best ones, the best and different ones, some by chance."""
