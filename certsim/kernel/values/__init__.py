"""Values at a point: intervals, enclosures, residues, and the fields and brackets there."""
