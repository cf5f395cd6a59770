"""Processors that take texts apart or write them otherwise."""
