"""The tables of java.util: collections, maps, optionals, random numbers, texts."""
