"""Queries of vectors: the nearest dense ones, shared tokens of sparse ones; search/vectors finds the nearest."""
