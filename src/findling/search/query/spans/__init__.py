"""Span queries: one file per query, each of which makes a span of its clauses; a kernel walks these through documents.

`span` has what spans are made of, `span_query` what the queries share, `spans_query` evaluates and scores. They mirror
org.apache.lucene.queries.spans. Spans find other places than intervals do, and score by the terms' statistics.
"""
