"""Expressions, Lucene's small language of numbers: arithmetic over fields, the score and parameters.

`parser` makes the tree of a text, `tree` evaluates it over arrays, one number for each document, `engine` is the
language. Variables are linked to fields by whoever has them (findling.search).
"""
