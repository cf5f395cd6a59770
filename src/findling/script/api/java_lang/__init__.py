"""The tables of java.lang: texts, boxes of numbers, mathematics, exceptions."""
