"""Models translate a test set, a part of it after the other, each part by all models before the next begins.

So a run that is stopped, by whatever, leaves what every system says of the first sentences, and another goes on from
there. Attention is measured as it comes and not kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seq2seq_core.analysis.familiarity import SOURCE_WORDS, read_counts
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.corpus.measures import measure_source_share, measure_text, measure_translation
from seq2seq_core.corpus.results import MOST_SYSTEMS, Header, Results, Row, Said, System, continue_file
from seq2seq_core.corpus.sentences import Sentence, TestSet
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import InputError
from seq2seq_core.registry import find_model, languages_of
from seq2seq_core.translator import Translator, load
from seq2seq_core.wanted import Unwanted, wanted_while

FIRST_PART, PART = 50, 250  # sentences: the first comes soon, the others let sentences of one length find each other
Progress = Callable[[int, int], None]  # told how many sentences are done, of how many


@dataclass(frozen=True, slots=True)
class _Model:
    """A model and how often its training showed it each word, if that is known."""

    translator: Translator
    met: Mapping[str, int] | None


def run(
    test_set: TestSet,
    models: Sequence[str],
    *,
    output: Path,
    beam_size: int = 1,
    source_share: bool = False,
    on_progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    root: Path | None = None,
) -> Results:
    """Translate a test set by models, measure every sentence, and write it to the file `output` at once.

    Goes on with a file of the same test set and systems; returns all that is in it at the end. `source_share` measures
    that, too, which takes some ten times as long. InputError for models that do not fit together, CorpusError for a
    file of something else.
    """
    options = DecodingOptions(beam_size, candidates=1)
    check_systems(models, test_set)
    loaded = [_load(name, root) for name in models]
    header = _header(test_set, loaded, beam_size)
    writer, there = continue_file(output, header)
    done = list(there.rows)
    numbers = {row.number for row in done}
    left = [sentence for sentence in test_set.sentences if sentence.number not in numbers]
    stop = should_stop or (lambda: False)
    with writer:
        try:
            with wanted_while(lambda: not stop()):
                for part in _parts(left):
                    for row in _translate(part, loaded, options, source_share):
                        writer.add(row)
                        done.append(row)
                    if on_progress is not None:
                        on_progress(len(done), header.sentences)
                    if stop():
                        break
        except Unwanted:
            pass  # the part that was begun is not in the file
    return Results(header, tuple(done))


def check_systems(models: Sequence[str], test_set: TestSet) -> None:
    """InputError for nobody, too many, the same name twice, or models of different languages."""
    names = [*models, *test_set.systems]
    if not names:
        raise InputError("say which models are to translate, or give what other systems said: there is nobody yet")
    if len(names) > MOST_SYSTEMS:
        raise InputError(f"{len(names)} systems are too many; at most {MOST_SYSTEMS} are compared at once")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"two systems are called {twice[0]!r}; each needs a name of its own")
    languages = {"-".join(languages_of(name.partition("/")[0])) for name in models}
    if len(languages) > 1:
        raise InputError(f"these models translate different languages: {', '.join(sorted(languages))}")


def _load(name: str, root: Path | None) -> _Model:
    words = find_model(name, root).folder.parent / SOURCE_WORDS
    return _Model(load(name, root), read_counts(words) if words.exists() else None)


def _header(test_set: TestSet, models: Sequence[_Model], beam_size: int) -> Header:
    systems = [
        System(name=one.translator.name, origin="model", fingerprint=one.translator.fingerprint, beam_size=beam_size)
        for one in models
    ]
    systems += [System(name=name, origin="file") for name in test_set.systems]
    pair = models[0].translator.name.partition("/")[0] if models else ""
    return Header(
        set=test_set.name,
        sha256=test_set.sha256,
        languages="-".join(languages_of(pair)) if pair else "",
        systems=tuple(systems),
        sentences=len(test_set.sentences),
    )


def _parts(sentences: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    if sentences:
        yield sentences[:FIRST_PART]
    for start in range(FIRST_PART, len(sentences), PART):
        yield sentences[start : start + PART]


def _translate(
    part: Sequence[Sentence], models: Sequence[_Model], options: DecodingOptions, source_share: bool
) -> list[Row]:
    said: list[dict[str, Said]] = [{} for _ in part]
    for model in models:
        found = model.translator.translate_each([sentence.source for sentence in part], options)
        for sentence, one, by_system in zip(part, found, said, strict=True):
            by_system[model.translator.name] = (
                Said(text="", error=str(one)[:1000])
                if isinstance(one, InputError)
                else _said(sentence, model, one[0], source_share)
            )
    for sentence, by_system in zip(part, said, strict=True):
        for system, text in sentence.hypotheses.items():
            measures = measure_text(text, sentence.source, sentence.references)
            by_system[system] = Said(text=text, measures=measures)
    return [
        Row(number=sentence.number, source=sentence.source, references=sentence.references, said=by_system)
        for sentence, by_system in zip(part, said, strict=True)
    ]


def _said(sentence: Sentence, model: _Model, found: Translation, source_share: bool) -> Said:
    measures = measure_text(found.text, sentence.source, sentence.references) | measure_translation(found, model.met)
    if source_share:
        network = model.translator.checkpoint.model
        measures |= measure_source_share(ForcedPair(network, found.source.ids, found.target.ids))
    return Said(
        text=found.text,
        log_prob=round(found.log_prob, 6),
        tokens=len(found.target.ids),
        finished=found.finished,
        measures=measures,
    )
