"""The Lab: models side by side, and a language model that writes on."""
