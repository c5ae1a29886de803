"""The handbook to read: a folder of pages that open offline, and the whole of it as an accessible PDF."""

from __future__ import annotations

from mainspring.report.handbook.print import handbook_pdf
from mainspring.report.handbook.site import write_handbook
from mainspring.report.handbook.work_map import work_map

__all__ = ["handbook_pdf", "work_map", "write_handbook"]
