"""Runs checked scripts row by row: each node becomes a closure over the frame of its function.

A frame is a list: the slots of the variables, then what lambdas take with them, the meter and the value that the
function returns (`frames`). `compiled` is the door, `emitter` what all parts share; `values`, `places`, `operators`,
`assignments`, `calls`, `dynamic_calls`, `functions` and `statements` make the closures, with the help of `casts`,
`dynamic` (operators of def), `elements` and `nulls`.

A closure that can throw tells its place in the script, as the line numbers of the real Painless do: they are written in
the order of its code, so that what throws has the number that was written last before it.
"""
