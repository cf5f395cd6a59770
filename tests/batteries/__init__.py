"""What every query and every aggregation is examined for, and the examples they are examined with.

Whoever registers a query or an aggregation adds one file of examples, `queries/NAME.json` or `aggregations/NAME.json`;
without it the battery fails. The same examples are sent to a real Elasticsearch and OpenSearch by `make oracle`.

- `corpus.json`: mappings and documents that all examples are about
- `features`: reads the files of examples; `requests`: the searches that follow from one
- `engine`: the only file that knows Findling's parts: indices of the corpus in one, several, deleted and empty shards
- `query`, `aggregation`: the checks; `wrong_types`: parameters of other JSON types
"""
