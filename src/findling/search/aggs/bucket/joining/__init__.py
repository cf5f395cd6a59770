"""Aggregations between documents of one shard: from parents to children and back."""
