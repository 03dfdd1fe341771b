"""What the user said: the scenario language, read, merged, checked and resolved."""
