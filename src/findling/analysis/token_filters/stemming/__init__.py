"""Token filters that stem: Snowball, light and minimal stemmers, Hunspell, exceptions and keywords."""
