"""The tokenizers, one per file, registered by name."""
