"""percolate: stored queries that match given documents.

`stored_query` reads a query when it is stored, and says what of it is kept to find it by. When documents come,
`documents` makes an index of them in memory, `candidates` finds the stored queries of whose terms and ranges they have
enough, and `percolated_docs` tries those on the documents; `query_store` keeps what was parsed.
"""
