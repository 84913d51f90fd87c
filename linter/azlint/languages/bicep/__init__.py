"""Bicep: text to declarations to values."""
