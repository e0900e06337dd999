"""Looking into a network: what it would say of a given text, and what it attended to."""
