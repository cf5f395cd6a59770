"""Actions on pipelines of documents: keep, show, delete, and try them without indexing anything.

`pipelines` keeps them, `simulate` runs documents that a request brings through one. Documents that are indexed go
through theirs in documents/ingested_items.
"""
