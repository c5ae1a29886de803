"""The attack on what was released: everything that can be worked out of it, by whoever reads it.

It is written apart from what decides on releases, so that each is a check on the other.
"""

from mainspring.disclosure.attack.beside import attack_beside
from mainspring.disclosure.attack.findings import Attack, Finding
from mainspring.disclosure.attack.json_release import read_cells
from mainspring.disclosure.attack.paths import attack_path, attack_paths
from mainspring.disclosure.attack.pooled import attack_part
from mainspring.disclosure.attack.reading import read_release
from mainspring.disclosure.attack.releases import attack_releases
from mainspring.disclosure.attack.sets import attack_sets, is_moments
from mainspring.disclosure.attack.sums import attack_moments
from mainspring.disclosure.attack.twice import attack_twice

__all__ = [
    "Attack",
    "Finding",
    "attack_beside",
    "attack_moments",
    "attack_part",
    "attack_path",
    "attack_paths",
    "attack_releases",
    "attack_sets",
    "attack_twice",
    "is_moments",
    "read_cells",
    "read_release",
]
