"""Rooms of queries on positions share this one: trees of places in documents, read from the postings.

`place` has what all nodes of such trees are, `position_tree` evaluates one on a segment. Interval sources and spans are
the two kinds of nodes, with rooms and kernels of their own. `marks` tell highlighters what queries look for in texts.
"""
