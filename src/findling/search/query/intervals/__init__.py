"""The `intervals` query: rules are parsed (`rules`), become interval sources, and these are walked by a kernel.

`interval_source` has what sources are and the simple ones, `combined_sources` and `related_sources` those made of
others, `analyzed_source` makes one of text. They mirror org.apache.lucene.queries.intervals: what is rewritten, pulled
up and left out decides which documents match.
"""
