"""Scripts: the part of Painless that is one expression, with Java's types and arithmetic.

`definition` reads the script object of a request (source, lang, params). `engine.compile_script` takes the source
through `lexer` (characters to tokens), `parser` (tokens to the tree of `tree`) and `compiler`, which checks the types
of the tree from the leaves up and makes a Python closure of each node, so that evaluating is calling one function. What
the language knows is in tables: `operators` (by promoted type), `casts`, `methods` (by class, name and number of
arguments). A `context.Context` adds the variables, classes and the type of the result of one use; whoever uses scripts
makes his own.

Static types are Java's, found at compile time; values of type def carry theirs with them (`types.type_of`). Strings are
counted in UTF-16 units. Errors have Elasticsearch's shape (`faults`): a compile error names what is wrong or what is
not supported, a runtime error what happened, both with the place in the script.

Not here: statements, loops, lambdas, lists and maps, regular expressions, stored scripts. A script has no way to
anything but what its context gives it.
"""
