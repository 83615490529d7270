"""The networks: encoder, attention, decoders."""
