"""A whole test set: reading it, what models and other systems say of it, and measures of each sentence."""
