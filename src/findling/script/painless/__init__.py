"""The Painless language: source to tree, tree to checked tree, and two ways to run that."""
