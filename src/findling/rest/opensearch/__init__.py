"""OpenSearch's names: what `serve --flavor opensearch` answers otherwise.

One table of routes (`routes`) stands before all others, and `translation` between them and the client: parameters of
requests and members of answers get the names that OpenSearch 3.8 has for them (`bodies`, `tables`, `errors`). What an
index scores by is decided when it is made: its version is one of OpenSearch's (findling.mapping.mapping_settings).

Not for: features that OpenSearch alone has.
"""
