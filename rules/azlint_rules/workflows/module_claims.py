"""The modules that Terraform takes from elsewhere, and how they move."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from azlint.azure.versions import parse_constraint
from azlint.graph import Graph
from azlint.languages import terraform
from azlint.node import Language, ModuleCall
from azlint.patterns import regex
from azlint_rules.facts.runtimes import BRANCHES
from azlint_rules.workflows.claims import Claim, Tier, Use

_GIT = regex(
    r"git::|git@|(?:https?://)?(?:www\.)?(?:github\.com|bitbucket\.org)/"
    r"|(?:ssh|https?)://[^?]*(?:\.git(?:[/?]|\Z)|/_git/)"
)
_ARCHIVE = regex(r"\.(?:zip|tar\.\w+|tgz|tbz2|txz)(?:[?/]|\Z)|[?&]archive=")
_REF = regex(r"[?&]ref=([^&]*)")
_COMMIT = regex(r"[0-9a-f]{40}", re.IGNORECASE)
_GITHUB = regex(r"github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?(?:/|\?|\Z)")
_EXAMPLES = "examples/"


def module_claims(graph: Graph, trusted: tuple[str, ...]) -> Iterator[Claim]:
    """One claim for each module call of the repository that leads out of it."""
    root = any("/" not in path and path.endswith((".tf", ".tofu")) for path in graph.sources)
    for call in _calls(graph):
        if terraform.calls.source_kind(call.source) is terraform.module.SourceKind.REGISTRY:
            own = root and call.declaration.folder.startswith(_EXAMPLES)
            yield from _registry(call, own_example=own)
        elif _GIT.match(call.source) and not _ARCHIVE.search(call.source):
            yield from _git(call, trusted)


def _calls(graph: Graph) -> Iterator[ModuleCall]:
    """Every call that the repository itself writes, once."""
    found: dict[tuple[str, int], ModuleCall] = {}
    for evaluation in graph.evaluations:
        for call in evaluation.native.module_calls():
            span = call.declaration.span
            if call.declaration.language is Language.TERRAFORM and call.entrance is None:
                found.setdefault((span.path, span.start), call)
    return (found[key] for key in sorted(found))


def _registry(call: ModuleCall, *, own_example: bool) -> Iterator[Claim]:
    """A registry module; the example of one shows what its users write, who choose a version."""
    constraint = parse_constraint(call.version) if call.version else None
    if not call.version and not own_example:
        yield _claim(call, "module-unversioned", Tier.MOVING)
    elif constraint is not None and not _is_exact(call.version):
        yield _claim(call, "module-range", Tier.PINNABLE, version=call.version)


def _is_exact(version: str) -> bool:
    return re.fullmatch(r"=?\s*v?\d+\.\d+\.\d+\S*", version.strip()) is not None


def _git(call: ModuleCall, trusted: tuple[str, ...]) -> Iterator[Claim]:
    found = _REF.search(call.source)
    ref = found[1] if found else ""
    github = _GITHUB.search(call.source)
    owner = github[1].lower() if github else ""
    own = bool(owner) and any(fnmatchcase(owner, pattern.lower()) for pattern in trusted)
    if not ref:
        yield _claim(call, "module-own" if own else "module-untracked", Tier.MOVING)
    elif ref in BRANCHES:
        yield _claim(call, "module-own" if own else "module-branch", Tier.MOVING, ref=ref)
    elif not _COMMIT.fullmatch(ref):
        yield _claim(call, "module-tag", Tier.PINNABLE, ref=ref)


def _claim(call: ModuleCall, key: str, tier: Tier, **fields: str) -> Claim:
    use = Use(None, None, None, call.place)
    known = {"source": call.source, "name": call.declaration.name, **fields}
    return Claim(key, call.place, tier, use, call.source, known, owner=call.declaration)
