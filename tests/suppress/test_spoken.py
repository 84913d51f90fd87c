"""What an ignore speaks of, held against the words that say it, one finding after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from azlint.directives import Directive, directives
from azlint.finding import Finding, Step
from azlint.source import Source, Span
from azlint.spoken import Spoken

SOURCE = Source("a", "".join(f"l{n:02} # azlint: ignore[AZL1] x\n" for n in range(12)))
LINE = len(SOURCE.text) // 12
REACH = {LINE * n: LINE * (n + n % 4) for n in range(12)}
SCOPES = [Span("a", LINE * start, LINE * end) for start, end in ((0, 12), (0, 4), (5, 9), (6, 8))]
offsets = st.integers(0, 11).map(lambda line: LINE * line)
spans = st.builds(lambda path, at: Span(path, at, at + 1), st.sampled_from("ab"), offsets)
steps = st.lists(spans.map(lambda span: Step(span, "")), max_size=3).map(tuple)
scopes = st.none() | st.sampled_from(SCOPES)


def reach(_: str, at: int) -> int:
    return REACH.get(at, at)


def spoken(directive: Directive, findings: Sequence[Finding]) -> list[Finding]:
    """The same in the order in which the words say it."""
    at = directive.span.start
    lines = [(SOURCE.offset(n), SOURCE.offset(n + 1)) for n in directive.lines]

    def within(place: int, ranges: Sequence[tuple[int, int]]) -> bool:
        return any(start <= place < end for start, end in ranges)

    def taken(finding: Finding) -> Iterator[int]:
        return (s.span.start for w in finding.chains for s in w if s.span.path == "a")

    def stands(finding: Finding) -> bool:
        own = finding.span.path == "a" and within(finding.span.start, lines)
        return own or any(within(place, lines) for place in taken(finding))

    begun = [(start, reach("a", start)) for start, _ in lines]
    scoped = [(finding, finding.scope) for finding in findings if finding.scope is not None]
    around = [(f, scope.end - scope.start) for f, scope in scoped if scope.start <= at < scope.end]
    smallest = min((size for _, size in around), default=0)
    return (
        [finding for finding in findings if stands(finding)]
        or [finding for finding, scope in scoped if within(scope.start, lines)]
        or [f for f in findings if any(within(place, begun) for place in taken(f))]
        or [finding for finding, size in around if size == smallest]
        or [f for f in findings if any(p <= at < reach("a", p) for p in taken(f))]
    )


@given(st.lists(st.tuples(spans, scopes, steps), max_size=6))
def test_it_speaks_of_what_is_nearest(
    written: list[tuple[Span, Span | None, tuple[Step, ...]]],
) -> None:
    findings = [
        Finding(rule="AZL1", key="k", message=str(n), span=span, scope=scope, chain=chain)
        for n, (span, scope, chain) in enumerate(written)
    ]
    comments = [(LINE * n + 4, LINE * (n + 1) - 1) for n in range(12)]
    index = Spoken(findings, reach)
    for directive in directives(SOURCE, comments):
        assert list(index.by(directive, SOURCE, "AZL1")) == spoken(directive, findings)
        assert list(index.by(directive, SOURCE, "AZL2")) == []
