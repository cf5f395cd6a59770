"""Contexts: what each use of scripts gives to them and wants from them, one file for each family of uses.

A module's constants that are contexts are registered by standing here, under the names that Elasticsearch has for them.
What a context's variables hold is made by whoever runs the script: findling.search for those that look at documents
of a search, findling.node for those that change documents. Classes of single contexts stand beside them.
"""

import sys
from collections.abc import Mapping
from typing import Final

from findling.base.rooms import modules_of
from findling.script.context import Context

CONTEXTS: Final[Mapping[str, Context]] = {
    member.name: member
    for module in modules_of(sys.modules[__name__])
    for member in vars(module).values()
    if isinstance(member, Context)
}
"""All contexts by name."""
