"""Primitive queries: what queries of the DSL become by rewriting, each with its weight.

`BooleanQuery` (boolean), `PostingsQuery` (term_weight), columns (column_weight), phrases, sets of terms (multi_term).
Their weights know how to match, score and find the best of a segment. Nothing here parses JSON.
"""
