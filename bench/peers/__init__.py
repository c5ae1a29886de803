"""The same question put to each library, one file for each: the weighted percent positive of every item in every cell."""

LAYOUT = "us-fevs-2018"
UNITS = ("AGENCY", "LEVEL1")
WEIGHT = "POSTWT"
