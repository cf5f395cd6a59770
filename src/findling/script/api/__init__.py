"""The classes that scripts may use, by the documented Painless API: one table each, which names all that there is."""
