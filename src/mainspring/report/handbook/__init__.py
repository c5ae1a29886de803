"""The handbook to read: a folder of pages that open offline, and the whole of it as an accessible PDF."""

from __future__ import annotations

from mainspring.report.handbook.print import handbook_pdf
from mainspring.report.handbook.site import write_handbook

__all__ = ["handbook_pdf", "write_handbook"]
