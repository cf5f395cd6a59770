"""The language of one expression, until the new one is whole."""
