"""Pipelines that test what the figures of a sibling's buckets say: correlation, distribution, change."""
