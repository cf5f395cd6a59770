"""A shard of which only a part may be seen: some of its documents, some of their fields.

`restricted` gives a context in which what is hidden is not there: hidden documents are not live, hidden fields have no
terms, no values and stand in no `_source`. Queries, aggregations, sorts, scripts and fetching know nothing of it. Only
the statistics of terms count hidden documents, as they count deleted ones.
"""
