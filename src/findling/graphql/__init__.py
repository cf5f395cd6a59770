"""GraphQL over the indices of a node: the schema is made from mappings, and resolvers call the node's actions.

Transports know one door: `service.GraphQL`, which takes a `request.GraphQLRequest` and gives a `request.GraphQLResult`.
Behind it `engine` keeps the schemas and what has been parsed. Rooms, each importing only those before it:
`model` says in plain values which indices, fields and relations there are, and what is declared (no GraphQL in it);
`resolve` asks the node, under the access of whoever asks; `schema` makes types of the model and ties them to resolvers,
`schema.build` those of mappings and `schema.declared` those that are declared; `limits` refuses what would cost too
much before anything is done.

graphql-core is imported by `engine` and below only, and that when the first request comes.
"""
