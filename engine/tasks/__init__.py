"""What each task lets the network read, and what becomes of what it writes."""
