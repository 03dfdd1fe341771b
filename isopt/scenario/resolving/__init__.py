"""From records to the resolved scenario: references, units, sizes."""
