"""Terms that are more frequent among the documents found than elsewhere."""
