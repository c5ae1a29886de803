"""Scorecards become a report: one self-contained HTML file, and PDFs of the overview or of one unit."""

from mainspring.report.page import report_file, write_report
from mainspring.report.pdf import write_pdf

__all__ = ["report_file", "write_pdf", "write_report"]
