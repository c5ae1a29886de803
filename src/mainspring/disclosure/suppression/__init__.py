"""Which cells of a table are hidden so that none of the small ones can be worked out, with the fewest people hidden.

Cells add up: along the unit tree, and over the codes of a breakdown. What is hidden can move as far as the relations to what is shown
let it; the room between the ends of that movement is what an attacker cannot narrow down, and every hidden cell needs enough of it.
Source: Fischetti and Salazar (2001), Solving the cell suppression problem on tabular data with linear constraints.
"""

from mainspring.disclosure.suppression.choice import Choice, choose
from mainspring.disclosure.suppression.problem import Demand, Problem, Relations
from mainspring.disclosure.suppression.room import movement

__all__ = ["Choice", "Demand", "Problem", "Relations", "choose", "movement"]
