"""Ways of hiding small groups in one organisation's table of units by a breakdown: ours, and those it is compared with."""
