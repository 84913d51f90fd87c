"""State stability."""
