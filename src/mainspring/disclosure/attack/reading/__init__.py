"""What was released, read back as a reader sees it: JSON, tables and pages, and what was left in them beside what they withhold."""
