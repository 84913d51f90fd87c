"""Confidential computing."""
