"""`_source` on disk: frames of zstd, a dictionary per segment, merging; `apart`: frames that lie elsewhere."""
