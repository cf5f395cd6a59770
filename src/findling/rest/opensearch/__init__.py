"""OpenSearch's names: what `serve --flavor opensearch` answers otherwise.

One table of routes (`routes`) stands before all others, and one `Translation` between them and the client: parameters
of requests and members of answers get the names that OpenSearch 3.8 has for them (`names`, `bodies`, `tables`,
`errors`). What an index scores by is decided when it is made: `index.version.created` is one of OpenSearch's
(`mapping.mapping_settings.is_opensearch`).

Not for: features that OpenSearch alone has.
"""
