"""Rego as it was before OPA 1.0 ("v0"), rewritten to what OPA 1.x reads.

`convert` is the door: text in, `Converted` out, whose `where` says where in the author's text something of the new text
stands. `tokens` cuts a text into tokens, `rule_heads` puts the keywords where v1 wants them, `old_names` renames
what v1 has no more (built-ins) or reads otherwise (keywords), `separators` helps engines that read over the ends of
lines, `edits` applies the changes and keeps the map. Nothing is
parsed beyond that: a text with an error keeps it, and OPA finds it.
Not for evaluating anything.
"""

from findling.policy.rego_v0.convert import Converted, convert

__all__ = ["Converted", "convert"]
