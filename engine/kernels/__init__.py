"""Networks made ready for fast decoding: packed weights and as few operations a step as possible."""
