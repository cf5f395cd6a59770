"""The tables of java.time and its packages, over the values of the room beside it."""
