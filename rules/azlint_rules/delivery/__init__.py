"""AI delivery: what a release evaluates, gates and records."""
