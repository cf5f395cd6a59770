"""Instants as Elasticsearch prints them for people."""

from datetime import UTC, datetime


def iso_time(milliseconds: int) -> str:
    """Returns "2024-01-01T00:00:00.000Z"."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
