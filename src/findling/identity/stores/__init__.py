"""What the provider keeps, as records of two system indices: `users`, `registry`, `signing_keys` in the one that stays,
`sessions`, `tokens` and `tickets` in the one whose documents expire.

Secrets are kept as hashes (`findling.security.authc.secrets`, `findling.security.authc.passwords`), but for the signing
keys and the seeds of second factors, which have to be used. Single use and rotation are compare-and-set of
`findling.security.records`. Not for rules, such as what a password must be: `findling.identity.accounts`.
"""
