"""The attack on what was released: everything that can be worked out of it, by whoever reads it.

It is written apart from what decides on releases, so that each is a check on the other.
"""

from mainspring.disclosure.attack.findings import Attack, Finding
from mainspring.disclosure.attack.paths import attack_path, attack_paths
from mainspring.disclosure.attack.reading import read_release
from mainspring.disclosure.attack.releases import attack_releases

__all__ = ["Attack", "Finding", "attack_path", "attack_paths", "attack_releases", "read_release"]
