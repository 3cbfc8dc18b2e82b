"""What of a card could be the value of a field, found by rules: see `interface` and `find`."""
