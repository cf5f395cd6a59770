"""Compares Findling with a real Elasticsearch and a real OpenSearch, and records their answers for `make test`.

Elasticsearch has the last word where it has the feature; the rest is asked of OpenSearch. Java and Maven are needed
here only: nothing of this is a dependency of Findling or of its tests. README.md says what is real and what is ours.

- `elasticsearch/start`, `opensearch/start`: start them on loopback; `elasticsearch/java` is one node in a process of
  its own, with stand-ins for the modules that Maven's registry lacks; `servers` runs the scripts
- `client`: calls over HTTP; `indices`: the same documents on every server, scored alike
- `record`: the answers to the batteries' examples, kept in tests/golden/elasticsearch
- `strategies`, `parts`: random documents and searches; `duel`: one request to all, cut down to what shows that they
  differ
- `campaign`: what `make oracle` does; `known`: differences that are explained, from differences.json
"""
