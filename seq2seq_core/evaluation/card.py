"""The model card: a README.md in the model's folder, written from the files beside it and never by hand."""

from pathlib import Path

from seq2seq_core.checkpoint import WEIGHTS, TrainingRecord, fingerprint_of, read_config
from seq2seq_core.evaluation.family import members_of
from seq2seq_core.evaluation.results import SENTENCES, ChallengeScore, Results, read_results
from seq2seq_core.files import write_bytes
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.registry import Models, of_pair, pairs_of

CARD = "README.md"


def write_card(name: str, folder: Path) -> None:
    """Write the card of the model in `folder`, called `name`."""
    config = read_config(folder)
    megabytes = (folder / WEIGHTS).stat().st_size / 1e6
    parts = [
        f"# {name}\n\n{config.source_language} to {config.target_language}. {_kind(config.model)}",
        f"## Shape\n\n{_shape(config.model)}\n\nWeights: {megabytes:.1f} MB, float16.",
        "" if config.training is None else f"## Training\n\n{_training(config.training)}",
        f"## Quality\n\n{_quality(current_results(folder))}",
    ]
    write_bytes(folder / CARD, ("\n\n".join(filter(None, parts)) + "\n").encode())


def _kind(model: ModelConfig) -> str:
    if model.attention == "none":
        return "No attention: the decoder gets one fixed vector (Sutskever et al. 2014)."
    paper = {"bahdanau": "Bahdanau et al. (2015)", "luong": "Luong et al. (2015)"}[model.attention]
    state = {"bahdanau": "previous", "luong": "current"}[model.attention]
    feeding = ", with input feeding" if model.input_feeding else ""
    if model.coverage:
        feeding = ", and told what was looked at before (coverage, Tu et al. 2016)"
    window = {
        "global": "over the whole source",
        "local-m": f"within {model.window} positions of the step's own number (local-m)",
        "local-p": f"within {model.window} positions of a centre that it predicts (local-p)",
    }[model.scope]
    return f"Attention of {paper}: the {model.score} score, asked with the {state} decoder state {window}{feeding}."


def _shape(model: ModelConfig) -> str:
    rows = [
        ("cell", f"{model.cell.upper()}, {model.layers} layer(s)"),
        ("vocabulary", f"{model.vocabulary_size} tokens, shared by both languages"),
        ("embeddings", f"{model.embedding_size}{', tied with the output layer' if model.tied_embeddings else ''}"),
        ("encoder", f"bidirectional, 2 x {model.encoder_size // 2}"),
        ("decoder", str(model.decoder_size)),
        ("dropout", str(model.dropout)),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def _training(record: TrainingRecord) -> str:
    c = record.config
    return "\n".join(
        [
            f"- Data: {record.attribution} ({record.pairs:,} pairs). The weights are derived from it.",
            *_corpora(record),
            f"- Budget: {c.epochs} epochs, {record.updates:,} updates, batches of {c.batch_tokens:,} padded tokens.",
            f"- These weights: update {record.best_update:,}, after {record.pieces:,} target tokens and "
            f"{record.seconds / 60:.0f} minutes ({record.device}).",
            f"- Adam at {c.learning_rate}, {c.warmup} updates of warm-up, linear decay from {c.decay_from:.0%} of the "
            f"run; label smoothing {c.label_smoothing}, clipping at {c.clip}, {c.precision}.",
            *(
                [f"- Kept is the moving average of the weights, {c.average} of itself at each update."]
                if c.average
                else []
            ),
            f"- {c.concatenated:.0%} of the examples concatenated from two or three pairs, {c.source_noise:.0%} of the "
            f"sources with noise (capital, full stop or apostrophe typed otherwise); BPE-dropout {c.piece_dropout}.",
            f"- Seed: {c.seed}. Command: `{record.command}`. The curve is in training.jsonl.",
        ]
    )


def _corpora(record: TrainingRecord) -> list[str]:
    """A line for each corpus of a mixture: its terms, and what the filter left out of it."""
    if not record.corpora:
        return []
    lines = [
        "- For research and teaching: the terms of the sources below hold for these weights, not the code's licence."
    ]
    for corpus in record.corpora:
        times = f", each met {corpus.times} times in an epoch" if corpus.times > 1 else ""
        rules = ", ".join(f"{name} {count:,}" for name, count in corpus.left_out.items())
        left_out = f"; left out: {rules}" if rules else ""
        lines.append(
            f"  - {corpus.name} ({corpus.terms}): {corpus.kept:,} pairs of {corpus.read:,} lines{times}{left_out}."
        )
    return lines


def _quality(results: Results) -> str:
    scores = results.translation
    if not scores:
        missing = "Not evaluated yet: `python -m seq2seq_core evaluate --model NAME --data FILE.tsv --save`."
        return "\n".join([missing, *_challenge(results.challenge)])
    lines = ["| data | inputs | beam | BLEU | chrF |", "| --- | --- | ---: | ---: | ---: |"]
    for e in scores:
        inputs = e.sentences if e.inputs == SENTENCES else e.inputs
        lines.append(f"| {e.data} | {inputs} | {e.beam_size} | {e.bleu:.2f} | {e.chrf:.2f} |")
    lines += [
        "",
        "| data | source words | sentences | beam | BLEU | chrF |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for e in scores:
        if e.inputs == SENTENCES:
            lines += [
                f"| {e.data} | {b.words} | {b.sentences} | {e.beam_size} | {b.bleu:.2f} | {b.chrf:.2f} |"
                for b in e.by_length
            ]
    signatures = dict.fromkeys(signature for e in scores for signature in (e.bleu_signature, e.chrf_signature))
    lines += ["", f"Cased, all references of a row. {', '.join(f'`{signature}`' for signature in signatures)}."]
    if results.alignment:
        lines += [
            "",
            "| hand-aligned pairs | spelling | alignment error | one step later |",
            "| --- | --- | ---: | ---: |",
        ]
        for a in results.alignment:
            lines.append(f"| {a.sentences} of {a.data} | {a.spelling} | {a.aer:.3f} | {a.aer_one_step_later:.3f} |")
        lines += [
            "",
            "Alignment error rate by forced decoding, 0 is best: with each token's own row of attention, and one step "
            "later, with the row after it. Each subword token links to the source token it looks at most, the end of "
            "the sentence apart. Natural spelling: the tokens put together as people write them, with a capital.",
        ]
    return "\n".join([*lines, *_challenge(results.challenge)])


def _challenge(scores: list[ChallengeScore]) -> list[str]:
    """A line for each challenge set, after an empty one: what passes with each search, and the alignment error."""
    lines = []
    for data in dict.fromkeys(score.data for score in scores):
        of_set = [score for score in scores if score.data == data]
        passed = ", ".join(
            f"{score.passed} with {'greedy search' if score.beam_size == 1 else f'a beam of {score.beam_size}'}"
            for score in of_set
        )
        aligned = next((score.alignment for score in of_set if score.alignment), None)
        error = f" Alignment error rate on its references, in words: {aligned.aer:.3f}." if aligned else ""
        lines += ["", f"Challenge set {data}: of {of_set[0].sentences} sentences pass {passed}.{error}"]
    return lines


def family_table(models: Models) -> str:
    """The figures of all evaluated models as one Markdown table, from their evaluation.json files.

    CheckpointError if a file is damaged.
    """
    lines = [
        "| model | greedy BLEU | beam 5 BLEU | beam 5 chrF | concatenated, kept | alignment error | one step later |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for pair in pairs_of(models):
        results = {name: current_results(model.folder) for name, model in of_pair(pair, models).items()}
        for member in members_of(results):
            cells = [
                _figure(member.greedy_bleu, ".1f"),
                _figure(member.beam_bleu, ".1f"),
                _figure(member.beam_chrf, ".1f"),
                _figure(member.kept, ".0%"),
                _figure(member.aer, ".2f"),
                _figure(member.aer_one_step_later, ".2f"),
            ]
            lines.append(f"| {' | '.join([member.name, *cells])} |")
    return "\n".join(lines)


def current_results(folder: Path) -> Results:
    """What evaluation.json says of the weights that are in the folder now."""
    return read_results(folder).of(fingerprint_of(read_config(folder)))


def _figure(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
