"""The same models put to each library: what goes with motivation, and with other outcomes, within 12,000 units."""

UNIT = "LEVEL1"
WEIGHT = "POSTWT"
TERMS = ("autonomy", "competence", "peers", "purpose", "compliance")
FIRST = "motivation"
FURTHER = ("satisfaction", "performance", "supervisor")
VARIABLES = (*TERMS, FIRST, *FURTHER, "contingent", "pay", "leave")


def formula(outcome: str) -> str:
    """The model of an outcome, which pyfixest and Mainspring write the same way."""
    return f"{outcome} ~ {' + '.join(TERMS)} | {UNIT}"
