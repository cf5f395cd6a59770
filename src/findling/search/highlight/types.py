"""Loads the highlighters, so that they register themselves."""

from findling.search.highlight.fvh import fvh_highlighter
from findling.search.highlight.plain import plain_highlighter
from findling.search.highlight.unified import unified_highlighter

__all__ = ["fvh_highlighter", "plain_highlighter", "unified_highlighter"]
