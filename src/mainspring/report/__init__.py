"""Scorecards become a report: one self-contained HTML file, and PDFs of the overview or of one unit."""

from mainspring.report.page import report_content, report_file, write_report
from mainspring.report.pdf import pdf_content, write_pdf

__all__ = ["pdf_content", "report_content", "report_file", "write_pdf", "write_report"]
