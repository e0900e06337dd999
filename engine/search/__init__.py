"""Finding good outputs: one search for every network. (No torch here: the app reads options.)"""
