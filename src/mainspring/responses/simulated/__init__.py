"""A survey that never happened, in any instrument's official layout: one more reader, whose source is a seed.

Instrument and options -> questionnaire and units -> blocks of respondents -> rows of the official file. What was true
of every unit is known, so that an analysis can be checked against it.
"""

from mainspring.responses.simulated.files import simulate, write_simulated
from mainspring.responses.simulated.options import SimulationOptions
from mainspring.responses.simulated.reader import read_simulated
from mainspring.responses.simulated.truth import SimulationTruth, truth

__all__ = ["SimulationOptions", "SimulationTruth", "read_simulated", "simulate", "truth", "write_simulated"]
