"""Fresh random requests about documents, indices, templates, snapshots and pipelines, sent to a judge and to Findling.

`world` makes the same few indices on both; `documents`, `indices`, `templates`, `snapshots` draw requests for
Elasticsearch; `pipelines` and `by_query` for OpenSearch, as the Elasticsearch that we ask has no processors and no
reindex. `told` is what of an answer is compared. `__main__` sends, compares and counts.
"""
