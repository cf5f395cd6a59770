"""Actions of security: users, roles, keys, tokens; each module reads the requests of its subject.

`own` asks whether something may be done for oneself. The services are those of `findling.security`.
"""
