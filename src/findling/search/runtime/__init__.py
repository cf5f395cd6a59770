"""Computed fields: runtime fields and the scripts of aggregations, as columns that are made when they are asked for.

`computed` says what a field is computed from, `columns` computes it for a segment, `overlay` lays the fields over a
shard's mapping and segments, so that queries, sorts and aggregations take them for any others.
"""
