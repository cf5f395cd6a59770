"""The classes that scripts may use, by the documented Painless API: one table each, which names all that there is.

`class_info` says what a class is to the language. A table (`declare.java_class`) has a line for each member: its
signature as it is documented, and the Python function that does it. Tables stand in rooms by Java's packages
(`java_lang`, `java_util`, `java_time`, `java_math`, `java_text`, `functions`, `streams`, `regex`); a new file in a room
is all that a new class takes: `classes.CLASSES` has what the rooms hold. `names` has the names of all classes,
`objects` what all values can, `values` and `temporal` the Python classes of what Python has nothing like. No script
reaches an attribute of Python.
"""
