"""The char filters, one per file, registered by name."""
