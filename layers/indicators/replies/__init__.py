"""What the matrix answers: columns for the map, the table, the series of a unit, classes and judgements."""
