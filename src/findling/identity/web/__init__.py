"""HTTP: the listener's application, and the pages that people see.

`app` reads a request, finds its handler in `routing` (each module of `routes/` has the `ROUTES` of one subject) and
runs it in threads of the provider's own, so that a flood of logins takes none of searches. `pages` renders the
templates of `findling.identity.texts`; `forms` keeps others from posting it (CSRF); `cookies` has the session's.
"""
