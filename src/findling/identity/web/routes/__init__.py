"""The listener's endpoints: each module has the `ROUTES` of one subject, found by standing here.

`protocol` and `discovery` are OAuth's and OpenID's, `logout` ends sessions, `log_in`, `sign_up`, `recovery` and
`account` are pages, `database` is what applications call for their own forms, `static` has what pages load.
"""
