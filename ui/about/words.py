"""What the About page says whatever models there are."""

from seq2seq_core import __version__

WHAT_IT_IS = """
Alignscope looks inside translation by **recurrent networks with attention**, the models of Bahdanau et al. (2015) and
Luong et al. (2015), from which today's Transformers come. The numbers on its pages are computed by trained models: on
your sentence while you wait, or before on test data, which is then named beside them. What you type stays on the
machine that serves this page, and is not written down there.
"""

WHAT_TO_EXPECT = """
- The models are small, and they learnt from what is listed below and from nothing else. On sentences of that kind the
  tables say how good they are. Text of another kind, or in another language, may come out as other words or as
  words that do not exist. Translate then says which words were never met and which models are unsure; below stands
  how often that was right.
- A score is one number for a whole test set. A single translation may be better, or wrong.
- A map shows where a model looked, not why it chose a word. Where two models differ on one sentence, that is true of
  these weights and this sentence: each model was trained once.
- The translations are for teaching and research, not for use.
"""

PAPERS = """
- Sutskever, Vinyals, Le (2014), [Sequence to Sequence Learning with Neural Networks](https://arxiv.org/abs/1409.3215):
  one vector for a whole sentence.
- Bahdanau, Cho, Bengio (2015), [Neural Machine Translation by Jointly Learning to Align and
  Translate](https://arxiv.org/abs/1409.0473): attention, with the previous state.
- Luong, Pham, Manning (2015), [Effective Approaches to Attention-based Neural Machine
  Translation](https://arxiv.org/abs/1508.04025): with the current state; dot, general, concat, local.
- Jain, Wallace (2019), [Attention is not Explanation](https://arxiv.org/abs/1902.10186), and Wiegreffe, Pinter (2019),
  [Attention is not not Explanation](https://arxiv.org/abs/1908.04626): how far a map may be trusted.
"""

CITATION = f"""
@software{{alignscope,
  title   = {{Alignscope: a look inside attention-based recurrent translation}},
  author  = {{{{The Alignscope developers}}}},
  version = {{{__version__}}},
  year    = {{2026}}
}}
""".strip()

VERSION_AND_LICENCE = (
    f"Version {__version__}. Code: Apache-2.0. Weights: the terms of the data they learnt from, above."
)
