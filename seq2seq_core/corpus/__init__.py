"""A whole test set: what models said of it, measured and searched for errors."""
