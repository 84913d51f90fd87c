"""azlint: a policy-as-code linter for Azure infrastructure repositories."""

__version__ = "0.1.0"
