"""What Elasticsearch has for the way to its next major version: `reindex_streams`, `create_from`, `system_features`.

All indices here are of this version, so that there is never anything to rebuild; who asks is told so.
"""
