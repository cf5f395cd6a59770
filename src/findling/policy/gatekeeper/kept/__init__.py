"""What is kept: templates, constraints, expansions, the configuration and resources, each a collection of objects.

`records` keeps them as documents of a system index; a collection puts an object in force (findling.policy.gatekeeper's
Framework) before it is kept, so that what is refused leaves what was there: `templates`, `constraints`, `expansions`,
`configuration` and `resources`. All give and take objects as Kubernetes writes them. A lock is the caller's matter.
"""
