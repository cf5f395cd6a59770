"""The protocol: Authlib's authorization server over the stores of the provider.

`server` registers the grants (`grants`), what an `application` is to Authlib, `access_tokens` (RFC 9068) and the
endpoints of revocation and introspection (`endpoints`); `bearer` reads the tokens that come back. `authorization`
decides what people are answered whom an application sends here: a code, an error, or that they have to log in first.
All is synchronous and runs in the listener's threads. Not for HTTP: `findling.identity.web`.
"""
