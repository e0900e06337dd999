"""Models from elsewhere, made into folders of our own: one file a family, each mostly a table."""
