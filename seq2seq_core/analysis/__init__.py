"""What can be read out of a model and a trace."""
