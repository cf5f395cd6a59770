"""GraphQL's transports. `reading` and `accepting` say what a request wants, over HTTP; `event_stream` and
`reservations` are server-sent events, `sockets`, `socket` and `transport_ws` WebSockets. What they share is how work
goes on after the request it began with: `operations` carries one out, `pump` brings events to whoever takes them in
time, `session` looks after the client's rights. `page` is GraphiQL, `declared_paths` says where
else a declared schema is served. Answers are made in `findling.graphql`.
"""
