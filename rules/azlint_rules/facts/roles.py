"""Built-in roles that matter for pulling images.

Read 2026-11-28: "Azure built-in roles for containers" and "Image pull with managed identity" of
Azure Container Apps.
"""

from __future__ import annotations

PULLING = frozenset({"7f951dda-4ed3-4680-a7ca-43fe172d538d", "acrpull"})
"""AcrPull by its id and by its name, in lower case."""
