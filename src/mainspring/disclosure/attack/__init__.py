"""The attack on what was released: everything that can be worked out of it, by whoever reads it.

It is written apart from what decides on releases, so that each is a check on the other.

`paths` takes files and finds the attack for each. `reading` reads releases of scores back, `tables` puts together what they tell,
`ranges` says how far what is withheld can range, and `releases` has the attacks, route by route. `sums` attacks files of moments,
`beside` what lies in a folder and was never meant to be sent. `findings` is what all of them give.
"""

from mainspring.disclosure.attack.beside.files import attack_beside
from mainspring.disclosure.attack.findings import Attack, Finding
from mainspring.disclosure.attack.paths import attack_path, attack_paths
from mainspring.disclosure.attack.reading.json_release import read_cells
from mainspring.disclosure.attack.reading.readers import read_release
from mainspring.disclosure.attack.releases.routes import attack_releases
from mainspring.disclosure.attack.sums.moments import attack_moments
from mainspring.disclosure.attack.sums.pooled import attack_part
from mainspring.disclosure.attack.sums.sets import attack_sets
from mainspring.disclosure.attack.sums.twice import attack_twice

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
    "read_cells",
    "read_release",
]
