"""The lecture of the How it works page, one part a file."""
