"""Bicep's functions on values."""
