"""Collectors: which of the matching documents are the page, by score or by fields, and how many there are.

`TopDocsCollector` (top_docs) keeps the best by score, `FieldDocsCollector` (field_docs) the first by sort values
(`bind_sort` makes keys of a sort, `number_key` and `sort_values` read them). Not for evaluating queries.
"""
