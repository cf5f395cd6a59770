"""The kinds of actions, one file each. A file registers what it holds; nothing else is told of it."""
