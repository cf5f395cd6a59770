"""What there is to ask for, as immutable values made of mappings: `names` spells, `fields` and `catalog` hold."""
