"""Kernels over columns and sets of documents: bitmaps, values, bucket ordinals, reductions, ids, geo distances."""
