"""The attention map: which source pieces wrote each target piece."""
