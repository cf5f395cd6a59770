"""Kernels that find the best documents: cursors over postings, disjunctions, conjunctions, phrases, the heap."""
