"""The versions Findling reports."""

__version__ = "0.1.0"

# The Elasticsearch release whose behaviour Findling follows; clients read it from `GET /`.
ELASTICSEARCH_VERSION = "9.1.0"
LUCENE_VERSION = "10.2.2"
INDEX_VERSION = 9033000
TRANSPORT_VERSION = 9112003
MIN_INDEX_VERSION = 8000099
