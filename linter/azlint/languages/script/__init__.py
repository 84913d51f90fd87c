"""Shell scripts, as far as the commands they run."""
