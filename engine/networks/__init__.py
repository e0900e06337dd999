"""The networks, all behind one contract (`contract.py`)."""
