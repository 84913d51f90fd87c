"""Workflows and runtimes (5xx)."""
