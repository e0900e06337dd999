"""What the command line can do: `engine/__main__.py` reads the words, these do the work."""
