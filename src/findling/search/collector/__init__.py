"""Collectors: what a search does with the documents that match, one shard at a time.

`collector.Collector` is what the query phase knows. By score (`top_docs`), by fields (`field_docs`) and only counted
(`counting`) are the ends; `stages` are put before them: a least score, a limit of documents, aggregations, a filter
after them. `choice` puts together what a request asks for. `matches` are a segment's hits on their way through;
`bind_sort`, `sort_key`, `number_key` and `sort_values` are the keys of a sort.
"""
