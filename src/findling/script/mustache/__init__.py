"""Mustache, the language of search templates, as Elasticsearch has it.

`parser` makes nodes of a text, `nodes` renders them with a stack of scopes, `engine` is the language. Beside Mustache's
own tags there are the functions toJson, join and url; there are no partials. Values are escaped for JSON, unless
the script's option `content_type` says otherwise.
"""
