"""Highlighting: fragments of the hits shown, with tags around what the query found in them.

`request` and `options` read what is wanted. `highlights.Highlights` marks the hits of a segment: it takes what the
query looks for (`marks` of search.query.positions), makes the texts of all hits (`text`) and asks the highlighter of
each field (`highlighter`, and one room for each type: `unified`, `plain`, `fvh`). These find in a text what is to be
marked (`found`), cut the text (`breaks`) and write its best pieces. Not for finding out which documents are hits: that
is done by then.
"""
