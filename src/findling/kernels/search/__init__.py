"""Kernels that find the best documents: cursors over postings, disjunctions, conjunctions, phrases, heaps.

The best are those with the highest scores, or the first ones in the order of a number.
"""
