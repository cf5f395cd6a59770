"""Scripts of searches: what they see of documents, and how queries, sorts, hits and aggregations ask them.

`compiled` makes the script of a definition for a shard, `documents` is what it sees of the documents of one segment,
`runner` asks it about many documents. `door` is what queries of others call: scores, filters, numbers of documents.
Contexts and languages are findling.script's.
"""
