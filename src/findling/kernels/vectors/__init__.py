"""Vectors: how near two are, and the graph that finds the nearest."""
