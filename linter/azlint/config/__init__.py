"""Settings of a run: what they are, how a file says them, and what the installed rules know."""

from azlint.config.settings import (
    LOWERED,
    SEVERITIES,
    EnvironmentEntry,
    IgnoreEntry,
    PathSeverity,
    Settings,
    Shift,
    Undecided,
    Wanted,
    fit,
)

__all__ = [
    "LOWERED",
    "SEVERITIES",
    "EnvironmentEntry",
    "IgnoreEntry",
    "PathSeverity",
    "Settings",
    "Shift",
    "Undecided",
    "Wanted",
    "fit",
]
