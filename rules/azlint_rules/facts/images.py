"""What container images are called and where they listen.

Read 2026-11-28 from the documentation of Docker (`docker push`, `docker build`), of Azure Container
Apps (revisions, ingress, image pull with managed identity) and of the base images named below.
"""

from __future__ import annotations

import re

from azlint.patterns import regex

VERSIONED = regex(r"[0-9]")
"""A tag with a digit may name a version, a run or a commit; one without is a word that moves."""

CHANNELS = frozenset({"canary", "edge", "nightly"})
"""Tags whose readers ask for whatever was built last."""

PLACEHOLDER = regex(r"(your|my)?[-_]?(image)?[-_]?tag", re.IGNORECASE)
"""What examples write where a tag belongs."""

LOCAL = regex(r"(localhost|127\.0\.0\.1|kind-registry|registry)(:[0-9]+)?")
"""Registries that live as long as a job."""

UNTAGGED = "latest"
"""The tag that an image without one has."""
