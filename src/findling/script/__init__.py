"""Scripts: Painless, with Java's types and arithmetic.

`definition` reads the script object of a request (source, lang, params). `types` has Java's types and says how values
are kept, `faults` Java's exceptions, `numbers` how numbers are written. A `context.Context` says what one use of
scripts gives to them and wants from them; whoever uses scripts makes his own. `api` has the classes that scripts may
use, one `api.class_info.ClassInfo` each; `painless` is the language, `engine.compile_script` its door.

A script has no way to anything but what its context and the classes of `api` give it.
"""
