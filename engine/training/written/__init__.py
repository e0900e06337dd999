"""Training pairs of our own: written from templates, and variants of real pairs."""
