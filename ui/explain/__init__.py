"""The page Explain: attention beside attribution, and a test of both."""
