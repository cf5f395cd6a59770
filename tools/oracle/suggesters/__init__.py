"""Random requests to suggesters and for term vectors: a module a kind, with its indices and what is asked of them."""
