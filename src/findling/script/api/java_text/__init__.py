"""The tables of java.text, and the formats of numbers and dates that they are of."""
