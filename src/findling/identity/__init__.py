"""Identity: an OpenID provider in the box, for applications built on Findling and for Findling itself.

`service.Identity` wires it for one node. `stores/` keeps accounts, applications, sessions, tokens and keys in system
indices; `accounts/` signs people up and in and writes them mails; `oauth/` has the protocol's endpoints
(Authlib's grants over these stores); `texts/` is what people read; `web/` is HTTP: the listener's application and the
pages. What is optional to install is imported by `oauth/`, `accounts/` and
`stores/signing_keys.py` alone, and these only once somebody asks for the provider. Not for who may do what in Findling:
that is `findling.security`, which trusts the tokens that are given here as it would those of any other issuer.
"""
