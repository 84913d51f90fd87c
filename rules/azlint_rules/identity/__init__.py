"""Identity and access (7xx)."""
