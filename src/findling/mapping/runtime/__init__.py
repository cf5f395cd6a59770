"""Runtime fields, which mappings and searches define.

`runtime_fields` reads the definitions; `lookup` has the fields whose values stand in another index. Not for computing
values: that is `findling.search.runtime`.
"""
