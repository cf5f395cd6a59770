"""Who is asking: credentials of a request become an `Authentication`.

`passwords` and `secrets` hash and verify, `credentials` reads headers, `authenticator` asks what knows credentials.
"""
