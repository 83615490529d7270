"""How much of each target token comes from each source token: attention, gradients, and leaving tokens out."""
