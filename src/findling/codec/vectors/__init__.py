"""Vectors on disk: the matrix, what its rows are compared by, and the graph that finds the nearest."""
