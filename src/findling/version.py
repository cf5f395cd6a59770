"""The versions Findling reports."""

__version__ = "0.1.0"

# The Elasticsearch release whose behaviour Findling follows; clients read it from `GET /`.
ELASTICSEARCH_VERSION = "9.1.0"
LUCENE_VERSION = "10.2.2"
INDEX_VERSION = 9033000
TRANSPORT_VERSION = 9112003
MIN_INDEX_VERSION = 8000099

# The OpenSearch release whose behaviour Findling has with `--flavor opensearch`.
OPENSEARCH_VERSION = "3.8.0"
OPENSEARCH_LUCENE_VERSION = "10.5.0"
OPENSEARCH_INDEX_VERSION = 137297827
