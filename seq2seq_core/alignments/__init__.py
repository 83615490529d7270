"""Alignments of any system: read, written, put together."""
