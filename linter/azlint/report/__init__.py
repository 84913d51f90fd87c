"""Findings as text, SARIF, JSON and annotations."""
