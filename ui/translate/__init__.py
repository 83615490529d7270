"""What the Translate page is made of."""
