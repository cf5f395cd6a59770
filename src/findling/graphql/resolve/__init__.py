"""Resolvers: `backend` is where all of them ask the node, `context` is what one request has."""
