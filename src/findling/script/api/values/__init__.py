"""The values of the API's classes: what the tables of signatures call.

Objects that Python has no counterpart of are `java_object.JavaObject`. What every
object can (text, equality, hash, order) is done by the module above. Collections are the Python classes of `sequences`,
`maps`, `tree_map` and `sets`; what Painless adds to them is in `augmented_collections`.
"""
