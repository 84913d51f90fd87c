"""What is true of providers and APIs, as dated data."""
