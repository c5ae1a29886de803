"""Scorecards become a report: one self-contained HTML file."""

from mainspring.report.page import write_report

__all__ = ["write_report"]
