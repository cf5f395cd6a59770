"""Security: who is asking, and what that one may do.

`service.Security` wires it: `users`, `roles/`, `api_keys`, `tokens`, `service_accounts`, `role_mappings` and
`application_privileges` are what is known, all kept by `records` in one system index. `authc/` makes an Authentication
of a request's headers; `authz/` decides by its Authority (the roles, and what limits each of them) and gives the access
under which the request is carried out: `findling.cluster.access`, asked wherever names of indices are resolved.
Everything comes through one door, in `findling.rest`; what judges besides roles (policies) registers with
`authz.authorizer`. Not for what HTTP looks like, and not for documents: `node` filters these.
"""
