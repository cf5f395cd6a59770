"""Tokens of issuers who are trusted: `Authorization: Bearer` with a signed JWT.

`settings` is what the operator says of an issuer, `realm_settings` reads it under Elasticsearch's names. JwtRealms
(realms) has a JwtRealm (realm) for each: `token` takes a JWT apart and verifies its signature, `keys` keeps the
issuer's public keys and has them fetched (fetch) within bounds, `claims` decides whether the token is for here and for
now, `user` makes a user of the claims. Roles come from role mappings and, where the operator wants it, from policies.
Not for giving out tokens; `findling.security.tokens` has those of Elasticsearch's own API.
"""
