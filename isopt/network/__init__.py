"""What is possible: nodes, arcs, assets and pairs as columns."""
