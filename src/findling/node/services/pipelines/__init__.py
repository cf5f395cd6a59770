"""Pipelines of a node: what those of searches counted, and those of documents, made of what the cluster state keeps."""
