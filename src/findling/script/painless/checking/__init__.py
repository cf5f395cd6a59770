"""The checker: the syntax tree to the checked tree.

`script` is the door, `scope` has variables and their slots, `checker` what all parts share; each other module checks
some kinds of nodes and registers what it does there. The order in which things are looked at is that of the real
Painless, because of several faults the first is told.
"""
