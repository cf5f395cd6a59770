"""Spellings of one word made alike, one language or script a file: each is a function `normalize` from a word to its
usual form.

They agree with Lucene's filters named ..._normalization (see tests/golden/analysis);
`analysis/token_filters/normalization` registers them.
"""
