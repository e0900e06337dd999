"""The Inspect page: a source and a given translation, and all that the model says of them."""
