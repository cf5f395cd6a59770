"""What geo queries and distance sorts share: units of distance, distances of column values, boxes."""
