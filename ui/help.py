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

HOW_TO_STEP = """
A model generates one **piece** at a time: a word, or a part of one. Step with the arrow keys, Home and End; P plays.

The card says what happens at the current step: which state of the decoder is compared with every source piece, the
**score** of each, the **weights** that the softmax makes of the scores, the piece that was said, and what else was
likely.

**What if**: say another word with *Use this*, or edit the attention. What comes before stays, the rest is decoded anew.
The original stays above; ◆ marks what you forced or edited, a dashed underline marks what changed because of it.

Everything can be undone, and the link in the sidebar holds all of it.
"""

HOW_TO_COMPARE = """
**Free**: A and B each translate for themselves. Words that only one of them says are boxed; rows of words that both say
are laid on each other.

**Same output**: both are made to say the same words, A's, B's or yours. Two free translations have different words, so
only then is a difference between the maps a difference of attention alone.

**A − B** is blue where A looks more and orange where B does; the ends of the scale are printed, and change with the
sentence. The dot of a row is its **overlap**: to the right, A and B look at the same words; filled, they look most at
the same one.

Below, every model says the same output. Open one as B with a click.

An alignment of your own, or of ours for an example, is drawn over the maps, and every model is measured against it.
"""

HOW_IT_WORKS = """
A decoder writes one **piece** at a time, a word or a part of one. Choose a model, a step (a generated piece) and a
source piece: everything below is computed from them. ← and → move the step, with Shift the source piece.

**Data flow** draws one step. **Weights** follows the softmax, **One score** opens a single number up, **Next word**
goes from the context to the best pieces. **Local**, **Location** and **Concat, additive** are Luong's other kinds.
**Training** shows an alignment emerge. **Family** compares all models of the language pair.

Equations are in the papers' notation, each with its place. The numbers beside them are those of this very step, and
wherever something is a sum, the table ends in it.
"""
