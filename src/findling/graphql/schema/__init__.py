"""Types of GraphQL, made of the model: `build` makes the whole schema."""
