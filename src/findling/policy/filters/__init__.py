"""Rules become filters of documents, which hide what they do not let through as the queries of roles do.

The rules "include" and "exclude" of the package "findling.filter" are compiled without the document, by OPA's partial
evaluation; what is left of them is a condition (`ucast`) over exact fields (`exact_fields`), and that a query. The rule
"filter" of the package "findling.dls" gives a query itself, of kinds that look at nothing but the document
(`allowed_queries`). `row_filters` has both for a user and an index, and remembers them.
"""
