"""How good models are, and what is kept of that."""
