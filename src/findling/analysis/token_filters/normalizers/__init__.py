"""Spellings of one word made alike, one language or script a file: each is a function `normalize` from a word to its
usual form.

They agree with Lucene's filters `..._normalization` (see tests/golden/analysis); `normalization` registers them.
"""
