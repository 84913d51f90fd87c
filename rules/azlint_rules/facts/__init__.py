"""What is policy: dated tables."""
