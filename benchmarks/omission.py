"""Does the Bottleneck page know what a translation leaves out? python -m benchmarks.omission --data FILE.tsv

Two sentences are concatenated into one source, and three translations of it are judged whose truth is known: the
references of both, which say all content words; the reference of one, which leaves out those of the other (but for
words that both have); and the references of two other sentences, which say none. The table tells how many words are
called translated, by the ensemble of `seq2seq_core.omission`, by the ensemble without one of its members as the page
uses it, and by an alignment, where a word counts as translated if some target word weighs it most. The result is kept
in benchmarks/omission.json, by language pair; the Bottleneck page reads it.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

import seq2seq_core as s2s
from seq2seq_core.analysis.omission import choose_ensemble, content_words, losses, translated
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.registry import languages_of, of_pair
from seq2seq_core.text import clean, split_words

RESULT = Path(__file__).parents[1] / "measured" / "omission.json"
SHORTEST, LONGEST, SEED = 6, 12, 0  # words of a sentence; of the draw
CASES = ("said", "left out", "unrelated")

Case = tuple[str, str, str, list[bool]]  # source, translation, which case, and which content words are of this case


def make_cases(pairs: Sequence[Pair], language: str) -> list[Case]:
    """Four translations for each two sentences: of both, of either, of two others."""
    twos = list(zip(pairs[::2], pairs[1::2], strict=False))
    whole = [" ".join(clean(pair.references[0]) for pair in two) for two in twos]
    made: list[Case] = []
    for i, (first, second) in enumerate(twos):
        parts = [clean(first.source), clean(second.source)]
        source = " ".join(parts)
        spans = content_words(source, language)
        words = [source[start:end].lower() for start, end in spans]
        in_first = [start < len(parts[0]) for start, _ in spans]
        alone = [words.count(word) == 1 for word in words]
        made.append((source, whole[i], "said", [True] * len(spans)))
        for pair, says_first in ((first, True), (second, False)):
            missing = [here != says_first and one for here, one in zip(in_first, alone, strict=True)]
            made.append((source, clean(pair.references[0]), "left out", missing))
        made.append((source, whole[(i + 1) % len(whole)], "unrelated", [True] * len(spans)))
    return made


def aligned(model: s2s.Translator, source: str, target: str, language: str) -> list[bool]:
    """Whether some target word weighs each content word most."""
    weights = model.force(source, target).weights()
    assert weights is not None
    linked = set(weights[:-1].argmax(axis=1).tolist())
    wanted = set(content_words(source, language))
    return [s in linked for s, span in enumerate(split_words(source)) if span in wanted]


@click.command()
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated: source, then references.")
@click.option("--joined", default=40, show_default=True, help="How many sources of two sentences to make.")
def main(pair: str, data: Path, joined: int) -> None:
    """The share of content words called translated, where the translation says them and where it does not."""
    language = languages_of(pair)[0]
    models = {name: s2s.load(name) for name in of_pair(pair, s2s.known_models())}
    ensemble = choose_ensemble({name: model.checkpoint.config.model for name, model in models.items()})
    fitting = [p for p in read_pairs(data) if SHORTEST <= len(p.source.split()) <= LONGEST]
    cases = make_cases(random.Random(SEED).sample(fitting, 2 * joined), language)
    texts = [(source, target) for source, target, *_ in cases]
    found = {name: losses(models[name], texts, language) for name in ensemble}
    ensembles = {"the ensemble": ensemble} | {
        f"the ensemble without {name}": [one for one in ensemble if one != name] for name in ensemble
    }
    verdicts = {
        by: [translated([found[name][i] for name in members]).tolist() for i in range(len(texts))]
        for by, members in ensembles.items()
        if members
    } | {
        f"the alignment of {name}": [aligned(models[name], *text, language) for text in texts]
        for name in ensemble
        if models[name].checkpoint.config.model.attention != "none"
    }
    counts = dict.fromkeys(CASES, 0)
    for *_, case, chosen in cases:
        counts[case] += sum(chosen)
    rows = []
    for by, verdict in verdicts.items():
        called = dict.fromkeys(CASES, 0)
        for (*_, case, chosen), words in zip(cases, verdict, strict=True):
            called[case] += int(np.sum(np.array(chosen) & np.array(words)))
        rows.append({"by": by} | {case: round(called[case] / counts[case], 3) for case in CASES})
    fingerprints = {name: models[name].fingerprint for name in ensemble}
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    write_json(RESULT, known | {pair: {"data": data.name, "ensemble": fingerprints, "words": counts, "rows": rows}})
    click.echo(f"| called translated by | {' | '.join(CASES)} |\n| --- | ---: | ---: | ---: |")
    for row in rows:
        click.echo(f"| {row['by']} | {' | '.join(f'{row[case]:.1%}' for case in CASES)} |")


if __name__ == "__main__":
    main()
