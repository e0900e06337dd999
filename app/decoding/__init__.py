"""The controls of decoding."""
