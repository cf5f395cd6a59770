"""Reindex from another cluster: where that is (`host`), and its documents, page by page (`pages`).

Only clusters on the allow-list of the configuration are asked. They may be of any version that has scrolls.
"""
