"""Requests in a cluster: `forwarding` gives those that read shards to a node that has them, `every_node`
asks all for their parts.
"""
