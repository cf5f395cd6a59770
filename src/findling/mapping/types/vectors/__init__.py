"""Vectors of named numbers, several vectors per document, and vectors as OpenSearch defines them."""
