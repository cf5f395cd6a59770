"""The API of administrators, below /api/v2, in Auth0's names: each module has the `ROUTES` of one subject.

`members` checks what bodies say, `scoped` whether the token that comes along allows it, `registered` does what the
subjects that are registered (applications, APIs, roles, grants of APIs) have in common.
"""
