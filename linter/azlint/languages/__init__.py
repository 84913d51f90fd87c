"""Readers: one folder a language."""
