"""Policy: rules in Rego decide, for Findling itself and for others who ask.

`engine/` evaluates Rego: a protocol and the engines behind it; `rego_v0` rewrites what was written for OPA before 1.0.
`store/` keeps what is written, as numbered revisions, `bundles/` reads what comes together from elsewhere. Policies
(service) checks, stores and puts into force; a `snapshot` is one revision ready to be asked. `authz/` asks about
Findling's own requests, `filters/` hides documents, `decision_log` notes what was decided; `decisions` wires it all.
`opa_answers` and `residual` have the forms of OPA's API. Not for HTTP, and not for who asks: that is
`findling.security`, whose decisions a policy may only narrow.
"""
