"""What container images are called and where they listen.

Read 2026-11-28 from the documentation of Docker (`docker push`, `docker build`), of Azure Container
Apps (revisions, ingress, image pull with managed identity) and of the images named below.
"""

from __future__ import annotations

import re

from azlint.patterns import regex

VERSIONED = regex(r"[0-9]")
"""A tag with a digit may name a version, a run or a commit; one without is a word that moves."""

_OFFICIAL = r"(?:docker\.io/)?(?:library/)?"
RELEASES = (
    (regex(rf"{_OFFICIAL}postgres"), regex(r"[1-9][0-9]\.[0-9]+(?:-.*)?")),
    (
        regex(rf"{_OFFICIAL}(?:debian|almalinux|rockylinux|oraclelinux)"),
        regex(r"[0-9]+\.[0-9]+(?:-.*)?"),
    ),
    (regex(r"mcr\.microsoft\.com/mssql/server"), regex(r"[0-9]{4}-CU[0-9]+.*", re.IGNORECASE)),
)
"""Images, and the tags of one release of them where that has not three numbers: PostgreSQL since 10
and these distributions have two, SQL Server counts updates."""

CHANNELS = frozenset({"canary", "edge", "nightly"})
"""Tags whose readers ask for whatever was built last."""

PLACEHOLDER = regex(r"(your|my)?[-_]?(image)?[-_]?tag", re.IGNORECASE)
"""What examples write where a tag belongs."""

LOCAL = regex(r"(localhost|127\.0\.0\.1|kind-registry|registry)(:[0-9]+)?")
"""Registries that live as long as a job."""

PACKAGES = "ghcr.io"
"""GitHub's registry, where an image is called after its repository."""

UNTAGGED = "latest"
"""The tag that an image without one has."""
