"""Workflow: text to declarations to values."""
