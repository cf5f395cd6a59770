"""Commands of published indices: `publish` sends them to a place, `commands` looks at places and cleans them."""
