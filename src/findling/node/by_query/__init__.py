"""Actions that go through many documents of an index: delete and update by query, reindex, shrink, split, clone.

`by_query` walks the matching documents in batches, `by_query_progress` counts and throttles, `slices` runs parts side
by side, `remote` reads documents of other clusters, `resize` copies indices by their segments' files.
"""
