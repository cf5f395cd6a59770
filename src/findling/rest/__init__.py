"""HTTP: the Elasticsearch REST API on top of findling.node.

`server` runs uvicorn, `protocol` adds limits to it, `app` is the ASGI application: it finds the route (`router`),
reads the body (`body`), makes a `request.Request`, calls the handler in a thread and sends what `render` makes of its
`response.Response`. `routes/` holds the handlers and the declarative tables of routes, one module per family of APIs.
Handlers are thin: they read parameters, call one action of findling.node, and return its result.

Not here: anything about documents, queries or indices.
"""
