"""Questions about a graph that rules and commands share."""
