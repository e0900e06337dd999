"""Text in and out of a model: Unicode normalisation, sentences, tokens with spans."""
