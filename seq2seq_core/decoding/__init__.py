"""From a model and a sentence to translations and their traces."""
