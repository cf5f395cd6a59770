"""The built-in analyzers, one per file, registered by name."""
