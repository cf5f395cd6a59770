"""Actions on pipelines of documents: keep, show, delete, and try them without indexing anything.

`pipelines` keeps them, `simulate` runs documents that a request brings through one, `simulate_index` does with them all
that indexing would do but the writing. `enrich` keeps and carries out policies to enrich documents, `ip_databases`
knows the databases of addresses. Documents that are indexed go through their pipelines in documents/ingested_items.
"""
