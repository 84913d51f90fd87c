"""Keys and vaults."""
