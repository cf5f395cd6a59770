"""Queries that ask scripts: which documents match, or how much each of them scores."""
