"""Compares Findling with a real Elasticsearch and a real OpenSearch, and records their answers for `make test`.

Elasticsearch has the last word where it has the feature; the rest is asked of OpenSearch.

- `client`: calls over HTTP; `indices`: the same documents on every server, scored alike
- `record`: the answers to the batteries' examples, kept in tests/golden/elasticsearch
"""
