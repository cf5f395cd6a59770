"""Where texts may be broken: sentences, words, values, as Java's BreakIterator finds them. Texts are UTF-16 units."""
