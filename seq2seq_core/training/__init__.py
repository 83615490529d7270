"""How models learn."""
