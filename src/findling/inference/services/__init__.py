"""The services that endpoints are made of, one file each, registered by their names."""
