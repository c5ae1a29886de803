"""Scorecards become a report: one self-contained HTML file, and PDFs of the overview or of one unit."""

from mainspring.report.page import write_report
from mainspring.report.pdf import write_pdf

__all__ = ["write_pdf", "write_report"]
