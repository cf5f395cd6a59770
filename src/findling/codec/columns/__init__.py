"""Doc values on disk: numbers, ordinals, norms, in the narrowest type that holds them."""
