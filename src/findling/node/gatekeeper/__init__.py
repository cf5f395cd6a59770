"""Gatekeeper at work in a node: `audits` judge what is there and what `index_objects` gives; `violation_index` has it.

What judges, and what is kept, is of `findling.policy.gatekeeper`.
"""
