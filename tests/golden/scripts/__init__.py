"""Requests with scripts, and what a real Elasticsearch or OpenSearch answered to them (`record.py`)."""
