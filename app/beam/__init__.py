"""The beam explorer: how the search came to its translation."""
