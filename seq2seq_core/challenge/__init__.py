"""A challenge set: short sentences that each ask one thing of a translation, and how many a model gets right."""
