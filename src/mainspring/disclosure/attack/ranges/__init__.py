"""How far withheld figures can range: head counts and scores, by sums, by moves of a few unknowns, by linear programmes."""
