"""Policy: rules in Rego decide, for Findling itself and for others who ask.

`engine/` evaluates Rego: a protocol and the engines behind it; `rego_v0` rewrites what was written for OPA before 1.0.
Not for HTTP, and not for who asks: that is `findling.security`, whose decisions a policy may only narrow.
"""
