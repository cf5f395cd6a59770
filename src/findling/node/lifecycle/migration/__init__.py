"""What Elasticsearch has for the way to its next major version: `reindex_streams` and `create_from`.

All indices here are of this version, so that there is never anything to rebuild; who asks is told so.
"""
