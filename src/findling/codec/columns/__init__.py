"""Doc values on disk: numbers, ordinals, vectors, norms, in the narrowest type that holds them."""
