"""Explanations that pages show on demand."""

HOW_TO_READ = """
Each **row** is a word that the model generated, from top to bottom; each **column** is a word that you typed. The
stronger the colour, the more the model looked at that source word while it generated this one.

**Coverage**, below a map: how much attention a source word got in all. Near 1, it was translated once; near 0, it may
have been left out.

**Spread**, to the right: 0 where a row looks at a single word, 1 where it looks at all of them alike.

Point at a cell for its words and its number. Click it to lock it: the same words light up in the other maps. Escape
clears the lock.

A map shows where a model looked, not why it chose a word.
"""
