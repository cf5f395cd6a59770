"""Stemming algorithms other than Snowball's, one a file: each is a function `stem` from a lower-case word to its stem.

Most are "light": they take off endings of case, number and gender and leave the rest. `endings` is what they share,
`algorithms` names them all. They are written from the papers that their docstrings name, and agree with Lucene's (see
tests/golden/analysis).
"""
