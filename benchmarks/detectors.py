"""How sure are the detectors of the error gallery? python -m benchmarks.detectors

Findings were drawn at random from what all models say of our own everyday sentences (sets/), one at a time or two as
one input, and judged by hand, one by one, with the claim in view: is this error at this place? A clause is rightly told
as dropped if most of it is. The judgements are in detectors.tsv, beside this file: after a `development` round
its detector was changed; the findings of the `final` one were new. `--draw N` writes N more of each, to be judged.

Told are the shares of right findings with their Wilson intervals (Wilson 1927, "Probable inference, the law of
succession, and statistical inference"), which are too narrow where many models fail at the same word; how many of the
errors in 100 outputs, read whole, are found (detectors_read.tsv); and how many findings there are per 100 sentences, by
model, and in references, where nearly all of them are false: of a system that makes few errors, more findings are. The
figures are kept in measured/detectors.json.
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
from scipy.stats import binomtest

import seq2seq_core as s2s
from seq2seq_core.corpus.detectors import DETECTORS, Finding, Place, detect
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.registry import languages_of

JUDGED = Path(__file__).parent / "detectors.tsv"
READ = Path(__file__).parent / "detectors_read.tsv"
RESULT = Path(__file__).parents[1] / "measured" / "detectors.json"
SETS = Path(__file__).parents[1] / "sets"
TEXT_ALONE = ", text alone"  # of dropped clauses: judged without attention, as for other systems
FINAL = "final"
SEED, MOST_ELSEWHERE = 1, 1500
Row = dict[str, str]


class Drawn(NamedTuple):
    """A finding, and where it was found."""

    detector: str
    model: str
    sentences: str  # "one" or "two" as one input
    source: str
    output: str
    finding: Finding


def read_table(path: Path) -> list[Row]:
    """The rows of one of our tables of judgements."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def references() -> dict[str, tuple[str, ...]]:
    """The references of every everyday sentence, by language pair and source."""
    return {
        f"{path.parent.name}\t{pair.source}": pair.references
        for path in sorted(SETS.glob("*/everyday.tsv"))
        for pair in read_pairs(path)
    }


def shares(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Of each round and detector: how many findings were judged, and the share of right ones with its interval."""
    judged: dict[tuple[str, str, str], list[bool]] = {}
    for row in rows:
        if row["verdict"] not in ("right", "wrong"):
            raise ValueError(f"a verdict is right or wrong, not {row['verdict']!r}: {row['source']}")
        key = row["round"], row["detector"], row["sentences"]
        judged.setdefault(key, []).append(row["verdict"] == "right")
    return [
        {"round": part, "detector": detector, "sentences": sentences} | _share(right)
        for (part, detector, sentences), right in judged.items()
    ]


def _share(right: Sequence[bool]) -> dict[str, Any]:
    interval = binomtest(sum(right), len(right)).proportion_ci(method="wilson")
    low, high = round(float(interval.low), 3), round(float(interval.high), 3)
    return {
        "judged": len(right),
        "right": sum(right),
        "share": round(sum(right) / len(right), 3),
        "interval": [low, high],
    }


def recall(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Of the errors of each kind that were read in outputs, how many a detector finds there, too.

    The text is all that it has; an error counts as found if there are as many findings of its kind in the output.
    """
    known = references()
    errors, found = Counter[str](), Counter[str]()
    for row in rows:
        pair = _languages(row["model"])
        given = known["\t".join(["-".join(pair), row["source"]])]
        said = Counter(one.detector for one in detect(row["source"], row["output"], pair, references=given))
        for name, count in (error.split(":") for error in row["errors"].split()):
            errors[name] += int(count)
            found[name] += min(int(count), said[name])
    return {name: {"errors": errors[name], "found": found[name]} for name in DETECTORS}


def findings(pair: str) -> Iterator[tuple[str, str, list[Drawn]]]:
    """What the detectors find in what the models of two languages say of our sentences: by model, its fingerprint."""
    pairs = read_pairs(SETS / pair / "everyday.tsv")
    for name in s2s.known_models():
        if _languages(name) == languages_of(pair):
            model = s2s.load(name)
            said = [found[0] for found in model.translate_many([one.source for one in pairs])]
            yield name, model.fingerprint, [*_found(name, pairs, said)]


def _found(model: str, pairs: Sequence[Pair], said: Sequence[Translation]) -> Iterator[Drawn]:
    for pair, translation in zip(pairs, said, strict=True):
        found = detect(
            pair.source,
            translation.text,
            _languages(model),
            references=pair.references,
            translation=translation,
        )
        for one in found:
            yield Drawn(one.detector, model, "one", pair.source, translation.text, one)


def in_references(pairs: Sequence[Pair], languages: tuple[str, str]) -> dict[str, float]:
    """Findings per 100 sentences in first references."""
    found = (finding for one in pairs for finding in detect(one.source, one.references[0], languages))
    return _per_hundred(Counter(finding.detector for finding in found), len(pairs))


def elsewhere(path: Path) -> dict[str, Any]:
    """The same of some sentences of other data, a file in a folder that is called as its languages."""
    pairs = read_pairs(path)
    pairs = random.Random(SEED).sample(pairs, min(MOST_ELSEWHERE, len(pairs)))
    found = in_references(pairs, languages_of(path.parent.name))
    return {"data": f"{path.parent.name}/{path.name}", "sentences": len(pairs)} | found


def _per_hundred(said: Mapping[str, int], sentences: int) -> dict[str, float]:
    return {name: round(100 * said.get(name, 0) / sentences, 1) for name in DETECTORS}


def _languages(model: str) -> tuple[str, str]:
    return languages_of(model.partition("/")[0])


@click.command()
@click.option("--draw", type=click.IntRange(1), help="Write so many findings of each detector instead, to be judged.")
@click.option("--seed", default=SEED, show_default=True)
@click.option("--elsewhere", "others", multiple=True, type=click.Path(path_type=Path), help="xx-yy/FILE.tsv: what is "
              "found in its references.")  # fmt: skip
def main(draw: int | None, seed: int, others: Sequence[Path]) -> None:
    """The share of right findings by detector, and how many there are."""
    judged = read_table(JUDGED)
    pairs = [path.parent.name for path in sorted(SETS.glob("*/everyday.tsv"))]
    by_model = {pair: [*findings(pair)] for pair in pairs}
    if draw:
        everything = [one for rows in by_model.values() for *_, found in rows for one in found]
        _write(everything, judged, draw, random.Random(seed))
        return
    rounds = shares(judged)
    measured = {
        "precision": {one["detector"]: one for one in rounds if one["round"] == FINAL},
        "rounds": rounds,
        "recall": recall(read_table(READ)),
        "found": {
            pair: {
                "sentences": len(read_pairs(SETS / pair / "everyday.tsv")),
                "rows": [
                    {"model": name, "fingerprint": fingerprint}
                    | _per_hundred(
                        Counter(one.detector for one in found), len(read_pairs(SETS / pair / "everyday.tsv"))
                    )
                    for name, fingerprint, found in by_model[pair]
                ],
                "references": in_references(read_pairs(SETS / pair / "everyday.tsv"), languages_of(pair)),
            }
            for pair in pairs
        },
        "elsewhere": [elsewhere(path) for path in others],
    }
    write_json(RESULT, measured)
    _tell(measured)


def _tell(measured: Mapping[str, Any]) -> None:
    click.echo("| detector | round | judged | right | share | 95% interval |\n| --- | --- | ---: | ---: | ---: | --- |")
    for one in measured["rounds"]:
        low, high = one["interval"]
        row = f"| {one['detector']} | {one['round']} | {one['judged']} | {one['right']} | {one['share']:.2f}"
        click.echo(f"{row} | {low:.2f} to {high:.2f} |")
    for name, one in measured["recall"].items():
        click.echo(f"{name}: {one['found']} of {one['errors']} errors found")
    for pair, table in measured["found"].items():
        click.echo(
            f"\n| {pair}, findings per 100 sentences | {' | '.join(DETECTORS)} |\n| --- |{' ---: |' * len(DETECTORS)}"
        )
        for row in [*table["rows"], {"model": "references"} | table["references"]]:
            click.echo(f"| {row['model']} | {' | '.join(str(row[name]) for name in DETECTORS)} |")
    for row in measured["elsewhere"]:
        click.echo(f"| references of {row['data']} | {' | '.join(str(row[name]) for name in DETECTORS)} |")


def _write(everything: Sequence[Drawn], judged: Sequence[Row], count: int, chance: random.Random) -> None:
    """Findings that nobody has judged, as rows of the table without a verdict."""
    known = {(row["detector"], row["model"], row["source"], row["reason"]) for row in judged}
    writer = csv.writer(sys.stdout, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    for name in DETECTORS:
        fresh = [
            one
            for one in everything
            if one.detector == name and (name, one.model, one.source, one.finding.reason) not in known
        ]
        for one in chance.sample(fresh, min(count, len(fresh))):
            places = _told(one.finding.target), _told(one.finding.source)
            writer.writerow(
                ["", name, one.model, one.sentences, one.source, one.output, *places, one.finding.reason, "", ""]
            )


def _told(place: Place | None) -> str:
    return "" if place is None else f"{place[0]}-{place[1]}"


if __name__ == "__main__":
    main()
