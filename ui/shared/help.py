"""Explanations that pages show on demand."""

HOW_TO_READ = """
Each **row** is a word that the model generated, from top to bottom; each **column** is a word that you typed. The
stronger the colour, the more the model looked at that source word while it generated this one.

**Coverage**, below a map: how much attention a source word got in all. A word that got little may have been left out,
but need not: articles and pronouns often get little, and words that were left out may get much. Bottleneck looks for
what is missing in another way.

**Normalised entropy**, to the right, says how spread out a row is: 0 where it looks at a single word, 1 where it looks
at all of them alike.

`</s>` ends both sentences. It is a token like any other: the model reads it last, says it last, and may look at it
where no source word is wanted. Articles are where maps differ most: English *the* is *le*, *la*, *les* or nothing, so a
model may look at the article, or at the noun that decides.

Point at a cell for its words and its number. Click it to lock it: the same words light up in the other maps. Click a
bar for its column, a dot for its row. Escape clears the lock.

A map shows where a model looked, not why it chose a word.
"""

HOW_TO_STEP = """
A model generates one **subword token** at a time: a word, or a part of one. Step with the arrow keys, Home and End; P
plays. Escape leaves a text field, where keys write.

The card says what happens at the current step: which state of the decoder is compared with every source token, the
**score** of each, the **weights** that the softmax makes of the scores, the token that was said, and what else was
likely.

**What if**: say another word with *Use this*, or edit the attention. What comes before stays, the rest is decoded anew.
The original stays above; ◆ marks what you forced or edited, a dashed underline marks what changed because of it.

Everything can be undone: Ctrl+Z (on a Mac ⌘Z) takes the last change back, Ctrl+Shift+Z or Ctrl+Y makes it again. The
changes of a model that is not shown are kept for it. The link in the sidebar holds all of it.
"""

HOW_TO_COMPARE = """
**Free**: A and B each translate for themselves. Words that only one of them says are boxed; rows of words that both say
are laid on each other.

**Same output**: forced decoding gives both the same words, A's, B's or yours, and asks what each would have looked at.
Two translations of their own have different words, so only then is a difference between the maps a difference of
attention alone.

**A − B** is blue where A looks more and orange where B does; the ends of the scale are printed, and change with the
sentence. The dot of a row is its **overlap**: to the right, A and B look at the same words; filled, they look most at
the same one.

Below, every model says the same output. Open one as B with a click.

An alignment of your own, or of ours for an example, is drawn over the maps, and every model is measured against it.
"""

HOW_IT_WORKS = """
A decoder writes one **subword token** at a time, a word or a part of one. Choose a model, a step (a generated token)
and a source token: everything below is computed from them. ← and → move the step, with Shift the source token; Escape
leaves a text field, where arrows move the cursor.

**Data flow** draws one step. **Weights** follows the softmax, **One score** opens a single number up, **Next word**
goes from the context to the best tokens. **Local** and **Location** are other kinds of Luong's; **Concat, additive** is
one function in both papers. **Training** shows an alignment emerge. **Family** compares all models of the language
pair.

Equations are in the papers' notation, each with its place. The numbers beside them are those of this very step, and
wherever something is a sum, the table ends in it.
"""

HOW_TO_SEE_THE_BOTTLENECK = """
A model without attention reads the whole sentence into **one vector of fixed length** and translates from that alone
(Sutskever et al. 2014). Attention lets the decoder look back at every word (Bahdanau et al. 2015). Three experiments:

**Fixed vector**: let a sentence grow, clause by clause, and see what each model leaves out. Below, quality by length on
test data; a band says how far the score may move with another draw of sentences.

**Gradient flow**: how strongly does a generated word depend on each source word? The norm of the gradient, with
attention, with the attention path cut, and for a model that never had one.

**What attention buys**: the quality of every model, beside its size and its speed.

One pair of trained models is one observation: what you see holds for these weights and this sentence.
"""

EXPERIMENT_CLAIMS = {
    "fixed-vector": "The claim: one vector of fixed length is too small for a long sentence, and translations get "
    "worse with length (Cho et al. 2014, *On the Properties of Neural Machine Translation*; Bahdanau et al. 2015, "
    "figure 2). Let the sentence grow and see what is left out.",
    "shortcut": "The claim: attention is a short way back. With it the gradient of a word reaches a source position at "
    "once; without it only through the first decoder state and along the encoder's recurrence (Bahdanau et al. 2015, "
    "section 3; the problem with long ways: Bengio et al. 1994). Each cell is the norm of d log p(word) / d h, h "
    "being the encoder state at that position.",
    "trade": "The claim: looking back gains much. What it costs stands beside it. Every model of this pair, the best "
    "first: its quality on the same test data, its size and its speed.",
}

WHAT_IS_TRANSLATED = """
**Translated**: a lexicon has it that something in the translation is said for the word, and what that is stands under
the word. The lexicon was learnt from the training text of these models (IBM model 1, Brown et al. 1993), without
endings, so that *sleeps* and *sleeping* are one.

**Cannot tell**: nothing of what people say for the word is there, but something may be a synonym that the training
text never showed: a word of the translation that nothing in the source accounts for. It may stand for one missing word,
the one without which other models find it least probable (they score the translation from the whole source and from
the source without that word: forced decoding, and leaving one out as Li, Monroe and Jurafsky 2016 do). One model of
each kind of attention has a say; none judges its own translation, and where no other is there, nobody can tell.

A word counts once, however often it is said.

**Not found**: nothing of what people say for the word is there, and nothing that could stand for it; or what could is
so well known (met {target} times or more, the source word {source} times or more) that training would have linked the
two, or it is no word at all.

Alignment could not decide this: a model without attention has none, and one with attention looks somewhere also where a
word is missing. Content words are all that are not on a short list of articles, pronouns, prepositions and the like.
"""

WHAT_GRADIENT = """
Each row is a word of the translation, given by forced decoding; each cell is the Euclidean norm of the derivative
of that word's log-probability. The log-probability of a word of several tokens is the sum over its tokens.

**With respect to encoder states**: the state at a position is nudged where it arises, so that everything later feels
it: the encoder states after it (those before it, in the backward half), the attention, and the first decoder state.
What the cells of an LSTM carry past that position does not go through the state and is not counted. **With respect to
source words**, the derivative is by the word vector that the encoder reads, and whole.

**Cut**: the contexts keep their values, so the translation is as probable as before, but they count as given. What is
left goes through the first decoder state alone, as in a model without attention.

**Distance** counts recurrent steps on the shorter way through the encoder and on through the decoder. For source
token s of S and target token t, both counted from 1, it is $\\min(s - 1, S - s) + t$. The curve is the geometric mean
of all cells at that distance, in units of the model's own at the shortest distance: different models have states of
different size, so shapes can be compared between models, sizes within one. What a step of distance multiplies it by is
the least squares line through the logarithms of the curve; it has no unit.
"""

HOW_TO_EXPLAIN = """
**Attention** says where the model looked. **Attribution** asks what a word of the translation owes to each source
word, and has many methods: choose one beside attention. Both maps have the same axes; a cell that is pointed at is
framed in the other map, too.

Numbers of signed methods are for a word (blue) or against it (orange). Their unit is printed: **nats** are natural
units of log-probability, 0.69 of them halve a probability. The strips beside and below a map take each row as shares,
by size whatever the sign: **normalised entropy** says how spread out they are, **received** what a source word got in
all, **overlap** (in the difference) how much of the shares of both maps lies on the same words. The code after a
model's name is the fingerprint of its weights.

**The test** takes source words away in the order in which a method ranks them, and draws how the probability of the
target word falls. A ranking that knows what the model used makes it fall early (comprehensiveness, DeYoung et al.
2020). Grey are random orders. Click a word in a map to test it.

**From the source, or from what was said before?** A decoder is also a language model: what it said makes the next word
likely. A word that comes mostly from there may be one that the source does not call for.

The last section is the same test on held-out sentences. Where the interval of a difference holds zero it says
undecided.
"""

WHAT_DELETION_TESTS = """
It tests a **ranking**: whether the words that come first are those without which the model no longer says the word. It
does not test whether the numbers themselves are right, nor whether people understand them.

- **Deletion makes inputs that the model never saw** (Hooker et al. 2019). Part of the fall is surprise at a strange
  sentence. That is why random orders are drawn beside, and why words can be made unknown or deleted: compare both.
- **Occlusion is nearly the test itself** while words are made unknown, and Deletion while they are deleted: it ranks by
  what one word costs, so no first step is steeper than that of its curve.
- **One word is one word.** On another the order of methods may turn around; the last section counts over many.
- **Attention can be right about where the model looked and still rank poorly here**: what it mixes are encoder states,
  and each has read the whole sentence.
- Jain and Wallace (2019) showed that quite other weights may give the same output; Wiegreffe and Pinter (2019) replied
  that this alone does not make attention a bad explanation.
"""

HOW_TO_CORPUS = """
One row is a sentence. Choose a **system** whose output is looked at, and another to stand beside it; **sort** by a
measure, the worst first; **find** a text, in the source, the output or the reference. A click on a row opens the
sentence below, with the map of what the model looks at while it says these words, and leads to the other pages. Back in
the browser returns to the same row.

**Pictures**: drag over points or bars, and the table shows those sentences. **Systems**: scores of all sentences with
their intervals, by length and by frequency of words, and who is better where. **Error gallery**: sentences in which a
detector found an error of one kind, and how often such a detector is right.

**A test set of yours** is measured like ours: choose models in the sidebar, drop the files. **Alignments of any
system** are drawn as those of our models are: with coverage, entropy and links, and beside a model of ours on the same
words.

Words used here: **forced decoding** makes a model say given words, so that its map is of them. **Coverage** is the
attention that a source word gets from all output words together; near 0 it may have been left out. **Hard links** say
of two words whether they belong together, without weights; a person marks the **sure** ones, and those as **possible**
that may be left out. The **checksum** tells test sets apart: the same digits, the same sentences.

BLEU and chrF of a single sentence are rough: they tell where to look, not how good a translation is.
"""
