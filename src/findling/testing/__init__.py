"""The test kit: Findling inside a test suite, in place of an Elasticsearch container.

`plugin.py` is a pytest plugin with the fixtures `findling` (a server on a socket) and `findling_in_process` (no
socket); both start every test with the seed data and nothing else. `instance.py` has what the fixtures hand out,
`Findling`, which can be used without pytest. It indexes the seed files (`seeds.py`) once per session into a frozen
base; each test's node works on a clone that shares the base's immutable segment files. `in_process.py` lets the
official client call the server without a socket.
Not for: production; a node here gives up durability for speed.
"""
