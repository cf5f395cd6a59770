"""HTTP as Lambda knows it: `request` makes ASGI scopes of events, `response` results of answers, `adapter` calls.

Shapes: REST APIs (1.0), HTTP APIs and function URLs (2.0), application load balancers.
"""
