"""Queries between documents of one shard: of parents by their children, of children by their parents."""
