"""Measurements, one command each. They print ratios taken in one run, for bare times say more about the machine."""
