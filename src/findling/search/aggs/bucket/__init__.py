"""Bucket aggregations: groups of documents with aggregations of their own, one file each.

`multi_bucket` and `single_bucket` are what they share, `order` sorts buckets. Those between parents and children stand
in `joining/`.
"""
