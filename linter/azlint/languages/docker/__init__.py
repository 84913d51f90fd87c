"""Dockerfiles: parsed with places, lowered to stages and what their images run."""
