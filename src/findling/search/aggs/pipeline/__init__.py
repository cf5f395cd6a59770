"""Pipeline aggregations: figures over the buckets of others, computed when partial results have been merged."""
