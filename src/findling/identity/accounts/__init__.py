"""People and their accounts: `sign_up`, `sign_in`, `recovery` (mails with links), `second_factor`,
`passkeys`.

`password_rules` says what a password must be, `lockout` slows down those who guess, `mail` sends what is to be sent.
Nothing here tells, by its answer or by how long that takes, whether an address has an account.
"""
