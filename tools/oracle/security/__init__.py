"""Random requests with security on, to a real Elasticsearch and to Findling: who may do what, and what refusals say.

`world.py` makes indices, roles, users; `data.py` asks about documents and indices as one of these users,
`administration.py` changes and asks for users, roles and privileges, `credentials.py` for keys and tokens,
`early.py` asks what is refused before anybody's rights are looked at. `__main__.py` compares.
"""
