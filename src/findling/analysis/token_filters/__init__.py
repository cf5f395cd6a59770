"""The token filters, one per file, registered by name."""
