"""The rules that ship with azlint: a pack like any other."""
