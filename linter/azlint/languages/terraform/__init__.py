"""Terraform: text to declarations to values."""
