"""Token filters that look at neighbours or make several tokens of one: shingles, synonyms, word parts, graphs."""
