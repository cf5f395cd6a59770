"""The Painless language.

`compiler` goes the whole way: `scanner` makes tokens of a source, `parser` the tree of the grammar (lark), `builder`
and `builder_statements` the syntax tree (`syntax`), `checking` the checked tree (`checked`): types, casts and members
found. `rows` runs that document by document, `columns` the simpler ones over whole columns. `classes` looks up the API,
`conversions` knows the casts and promotions, `folding` does constants at once, `arithmetic` reckons as Java does,
`references` finds what `Class::method` means, `limits` has what a script may use. `problems` are scripts that cannot be
compiled, and what clients see of them and of those that failed.
"""
