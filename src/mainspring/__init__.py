"""Mainspring reads staff surveys and shows how people are managed, without showing a person."""

__version__ = "0.1.0"
