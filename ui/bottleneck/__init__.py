"""The experiments of the Bottleneck page."""
