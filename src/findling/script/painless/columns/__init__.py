"""Runs checked scripts over whole columns: arithmetic, comparisons, logic and choices as array operations.

`protocol` says what the search layer gives: the first value and the number of values of each document, and scores.
`compiled` is the door: it looks whether a script is made of what `evaluation` (expressions) and `statements` can do.
`arrays` reckons as Java does. Where one document would throw, or something is not for arrays, `NeedsRows` is raised and
`script.painless.rows` runs the script instead, so that errors and results are the same.
"""
