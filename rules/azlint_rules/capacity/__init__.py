"""Capacity, restart and replacement."""
