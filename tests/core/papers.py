"""The networks once more, slowly: float64 loops over one sentence, written from the papers' equations.

They are what tests compare with. Weights are read from a model by name; nothing else of it is used.

S source length, T target length, D embedding size, E encoder size, H decoder size, V vocabulary size.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import START

Array = NDArray[np.float64]
Weights = dict[str, Array]
KINDS = ("bahdanau", "luong-general", "no-attention")
ATTENTIVE = ("bahdanau", "luong-general")
CELLS = ("lstm", "gru")
LUONG = {
    "luong-general": dict(score="general", input_feeding=True),
    "luong-general-unfed": dict(score="general"),
    "luong-dot": dict(score="dot", decoder_size=6, input_feeding=True),
    "luong-scaled-dot": dict(score="scaled-dot", decoder_size=6),
    "luong-concat": dict(score="concat", input_feeding=True),
    "luong-location": dict(score="location", input_feeding=True),
    "luong-local-m": dict(score="general", scope="local-m", window=1, input_feeding=True),
    "luong-local-m-unfed": dict(score="dot", decoder_size=6, scope="local-m", window=2),
    "luong-local-p": dict(score="general", scope="local-p", window=2, input_feeding=True),
    "luong-local-p-unfed": dict(score="concat", scope="local-p", window=1),
}
FAMILY = (
    "bahdanau",
    "bahdanau-coverage",
    *LUONG,
    "no-attention",
)  # all kinds there are; KINDS are the first to be shipped


def small_config(kind: str, *, cell: str = "lstm", layers: int = 1, **changes: object) -> ModelConfig:
    """A model of 11 words and sizes of 4 to 6, all different so that a mix-up cannot go unnoticed."""
    special: dict[str, object] = dict(LUONG.get(kind, {}))
    special["attention"] = {"bahdanau-coverage": "bahdanau", "bahdanau": "bahdanau", "no-attention": "none"}.get(
        kind, "luong"
    )
    if special["attention"] == "bahdanau":
        special |= dict(score="additive", coverage=kind == "bahdanau-coverage")
    values: dict[str, object] = dict(
        cell=cell, layers=layers, vocabulary_size=11, embedding_size=4, encoder_size=6, decoder_size=5, dropout=0.0
    )
    return ModelConfig.model_validate(values | special | changes)


def small_model(kind: str, *, seed: int = 0, spread: float = 0.5, **changes: object) -> Seq2Seq:
    """Such a model in float64 with every parameter random, biases included."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = Seq2Seq(small_config(kind, **changes)).double().eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.normal_(std=spread)
    return model


@dataclass(frozen=True)
class Slow:
    """What the loops computed for one source and one target."""

    states: Array  # (S, E)
    queries: Array  # (T, H)
    scores: Array | None  # (T, S)
    weights: Array | None  # (T, S)
    contexts: Array | None  # (T, E)
    log_probs: Array  # (T, V)
    centers: Array | None  # (T,) of local attention


def translate_slowly(model: Seq2Seq, source: list[int], target: list[int]) -> Slow:
    """Read `source` and force `target`, one sentence, one step and one source position at a time."""
    p = {name: value.detach().double().numpy() for name, value in model.state_dict().items()}
    c = model.config
    embeddings = p["embedding.weight"] * math.sqrt(c.embedding_size)
    states, hidden, cells = _encode(p, c, [embeddings[i] for i in source])
    fed = np.zeros(c.decoder_size)  # h~_0
    covered = [0.0] * len(states)  # C_0
    queries, scores, weights, contexts, log_probs, centers = [], [], [], [], [], []
    for word in [START, *target[:-1]]:
        y = embeddings[word]
        if c.attention == "bahdanau":
            query = hidden[-1]  # s_{i-1}: before the step
            e = [additive_score(p, query, h_j, coverage=covered[j]) for j, h_j in enumerate(states)]
            a = softmax(e)
            if c.coverage:
                covered = [C + weight / fertility(p, h_j) for C, weight, h_j in zip(covered, a, states, strict=True)]
            context = weighted_sum(a, states)
            hidden, cells = _decoder_step(p, c, y, context, hidden, cells)
            s, C = hidden[-1], context
            # Appendix A.2.2: t~ = U_o s_i + V_o y_{i-1} + C_o c_i; t_j = max(t~_{2j-1}, t~_{2j})
            U_o, C_o, V_o = np.split(
                p["decoder.maxout.weight"], [c.decoder_size, c.decoder_size + c.encoder_size], axis=1
            )
            before = U_o @ s + V_o @ y + C_o @ C + p["decoder.maxout.bias"]
            feature = np.array([max(before[2 * j], before[2 * j + 1]) for j in range(len(before) // 2)])
        elif c.attention == "luong":
            hidden, cells = _decoder_step(p, c, y, fed if c.input_feeding else None, hidden, cells)
            query = hidden[-1]  # h_t: after the step
            e = [SCORES[c.score](p, query, h_s, s) for s, h_s in enumerate(states)]
            e, a, center = focus(p, c, len(queries), query, e)
            centers.append(center)
            context = weighted_sum(a, states)
            attentional = np.tanh(p["decoder.combine.weight"] @ np.concatenate([context, query]))  # eq. 5
            fed = attentional
            feature = p["decoder.project.weight"] @ attentional + p["decoder.project.bias"]
        else:
            hidden, cells = _decoder_step(p, c, y, None, hidden, cells)
            query, e, a, context = hidden[-1], [], [], np.zeros(0)
            feature = p["decoder.project.weight"] @ query + p["decoder.project.bias"]
        queries.append(query)
        scores.append(e)
        weights.append(a)
        contexts.append(context)
        log_probs.append(np.log(softmax(list(p["output.weight"] @ feature + p["output.bias"]))))
    attends = c.attention != "none"
    return Slow(
        states=np.array(states),
        queries=np.array(queries),
        scores=np.array(scores) if attends else None,
        weights=np.array(weights) if attends else None,
        contexts=np.array(contexts) if attends else None,
        log_probs=np.array(log_probs),
        centers=np.array(centers) if c.scope != "global" else None,
    )


def softmax(scores: list[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def weighted_sum(weights: list[float], states: list[Array]) -> Array:
    total = np.zeros_like(states[0])
    for weight, state in zip(weights, states, strict=True):
        total = total + weight * state
    return total


def fertility(p: Weights, key: Array) -> float:
    """Tu et al. (2016), section 3: N sigmoid(U_f h_j), N = 2."""
    U_f = p["decoder.coverage.project_fertility.weight"][0]
    return 2 / (1 + math.exp(-sum(u * h for u, h in zip(U_f, key, strict=True))))


def additive_score(
    p: Weights, query: Array, key: Array, s: int = 0, prefix: str = "decoder.score.", coverage: float = 0.0
) -> float:
    """Bahdanau et al. (2015), A.1.2: v_a^T tanh(W_a s_{i-1} + U_a h_j), one number at a time; with coverage V_a C_j
    more inside (Tu et al. 2016, section 3)."""
    W_a, U_a = p[f"{prefix}project_query.weight"], p[f"{prefix}project_key.weight"]
    v_a = p[f"{prefix}v.weight"][0]
    total = 0.0
    for row in range(len(v_a)):
        inside = sum(W_a[row, k] * query[k] for k in range(len(query)))
        inside += sum(U_a[row, k] * key[k] for k in range(len(key)))
        if coverage:
            inside += p["decoder.coverage.project.weight"][row, 0] * coverage
        total += v_a[row] * math.tanh(inside)
    return total


def concat_score(p: Weights, query: Array, key: Array, s: int = 0, prefix: str = "decoder.score.") -> float:
    """Luong et al. (2015), section 3.1, concat: v_a^T tanh(W_a [h_t; h_s])."""
    W_a = np.concatenate([p[f"{prefix}project_query.weight"], p[f"{prefix}project_key.weight"]], axis=1)
    return float(p[f"{prefix}v.weight"][0] @ np.tanh(W_a @ np.concatenate([query, key])))


def general_score(p: Weights, query: Array, key: Array, s: int = 0, prefix: str = "decoder.score.") -> float:
    """Luong et al. (2015), section 3.1, general: h_t^T W_a h_s, one number at a time."""
    W_a = p[f"{prefix}project.weight"] / len(query) ** 0.5  # what is learnt is sqrt(H) W_a
    return sum(query[i] * W_a[i, k] * key[k] for i in range(len(query)) for k in range(len(key)))


def dot_score(p: Weights, query: Array, key: Array, s: int = 0, prefix: str = "decoder.score.") -> float:
    """Luong et al. (2015), section 3.1, dot: h_t^T h_s."""
    return sum(q * k for q, k in zip(query, key, strict=True))


def scaled_dot_score(p: Weights, query: Array, key: Array, s: int = 0, prefix: str = "decoder.score.") -> float:
    """Vaswani et al. (2017), eq. 1: h_t^T h_s over the root of their size."""
    return dot_score(p, query, key) / math.sqrt(len(query))


def location_score(p: Weights, query: Array, key: Array, s: int = 0, prefix: str = "decoder.score.") -> float:
    """Luong et al. (2015), eq. 8: row s of W_a h_t, whatever the word is."""
    return float(p[f"{prefix}project.weight"][s] @ query)


SCORES = {
    "additive": additive_score,
    "concat": concat_score,
    "dot": dot_score,
    "scaled-dot": scaled_dot_score,
    "general": general_score,
    "location": location_score,
}


def focus(
    p: Weights, c: ModelConfig, t: int, h_t: Array, scores: list[float]
) -> tuple[list[float], list[float], float]:
    """Luong et al. (2015), section 3.2: scores with -inf outside the window, weights, and the centre p_t."""
    if c.scope == "global":
        return scores, softmax(scores), math.nan
    D, S = c.window, len(scores)
    if c.scope == "local-m":
        p_t = float(min(t, S - 1))
    else:  # eq. 9
        v_p = p["decoder.focus.v.weight"][0] / len(h_t) ** 0.5  # what is learnt is sqrt(H) v_p
        p_t = S / (1 + math.exp(-(v_p @ np.tanh(p["decoder.focus.project.weight"] @ h_t))))
    inside = [p_t - D <= s <= p_t + D for s in range(S)]
    scores = [score if here else -math.inf for score, here in zip(scores, inside, strict=True)]
    weights = softmax(scores)
    if c.scope == "local-p":  # eq. 10, sigma = D / 2
        weights = [w * math.exp(-((s - p_t) ** 2) / (2 * (D / 2) ** 2)) for s, w in enumerate(weights)]
    return scores, weights, p_t


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def lstm_step(from_input: Array, from_hidden: Array, cell: Array) -> tuple[Array, Array]:
    """One LSTM step from what the input and the state give to the gates i, f, g, o."""
    i, f, g, o = np.split(from_input + from_hidden, 4)
    cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(cell), cell


def gru_step(from_input: Array, from_hidden: Array, hidden: Array) -> Array:
    """One GRU step from what the input and the state give to the gates r, z, n."""
    input_r, input_z, input_n = np.split(from_input, 3)
    hidden_r, hidden_z, hidden_n = np.split(from_hidden, 3)
    r, z = sigmoid(input_r + hidden_r), sigmoid(input_z + hidden_z)
    n = np.tanh(input_n + r * hidden_n)
    return (1 - z) * n + z * hidden


def _encode(p: Weights, c: ModelConfig, words: list[Array]) -> tuple[list[Array], list[Array], list[Array] | None]:
    """States in the order of the words, and the decoder's first hidden and cell vectors, layer by layer."""
    inputs = words[::-1] if c.reverse_source else words
    hidden: list[Array] = []
    cells: list[Array] = []
    for layer in range(c.layers):
        forward, last_forward, cell_forward = _read(p, c, inputs, f"l{layer}")
        backward, last_backward, cell_backward = _read(p, c, inputs[::-1], f"l{layer}_reverse")
        inputs = [np.concatenate(both) for both in zip(forward, backward[::-1], strict=True)]
        bridge = f"encoder.bridge_hidden.{layer}."
        last = np.concatenate([last_forward, last_backward])
        hidden.append(np.tanh(p[bridge + "weight"] @ last + p[bridge + "bias"]))
        if c.cell == "lstm":
            bridge = f"encoder.bridge_cell.{layer}."
            cells.append(p[bridge + "weight"] @ np.concatenate([cell_forward, cell_backward]) + p[bridge + "bias"])
    return (inputs[::-1] if c.reverse_source else inputs), hidden, (cells if c.cell == "lstm" else None)


def _read(p: Weights, c: ModelConfig, inputs: list[Array], name: str) -> tuple[list[Array], Array, Array]:
    """One direction of one encoder layer: all states, the last hidden and the last cell vector."""
    h, cell = np.zeros(c.encoder_size // 2), np.zeros(c.encoder_size // 2)
    states = []
    for x in inputs:
        from_input = p[f"encoder.rnn.weight_ih_{name}"] @ x + p[f"encoder.rnn.bias_ih_{name}"]
        from_hidden = p[f"encoder.rnn.weight_hh_{name}"] @ h + p[f"encoder.rnn.bias_hh_{name}"]
        if c.cell == "lstm":
            h, cell = lstm_step(from_input, from_hidden, cell)
        else:
            h = gru_step(from_input, from_hidden, h)
        states.append(h)
    return states, h, cell


def _decoder_step(
    p: Weights, c: ModelConfig, word: Array, fed: Array | None, hidden: list[Array], cells: list[Array] | None
) -> tuple[list[Array], list[Array] | None]:
    """One step of all decoder layers; the first reads the word and, beside it, `fed`."""
    new_hidden: list[Array] = []
    new_cells: list[Array] = []
    for layer in range(c.layers):
        name = f"decoder.stack.cells.{layer}."
        x = word if layer == 0 else new_hidden[-1]
        from_input = p[name + "from_word.weight"] @ x + p[name + "from_word.bias"]
        beside = fed if layer == 0 and fed is not None else np.zeros(0)
        if c.cell == "lstm":
            assert cells is not None
            from_hidden = p[name + "recurrent.weight"] @ np.concatenate([beside, hidden[layer]])
            h, cell = lstm_step(from_input, from_hidden, cells[layer])
            new_cells.append(cell)
        else:
            if len(beside):
                from_input = from_input + p[name + "from_fed.weight"] @ beside
            from_hidden = p[name + "recurrent.weight"] @ hidden[layer] + p[name + "recurrent.bias"]
            h = gru_step(from_input, from_hidden, hidden[layer])
        new_hidden.append(h)
    return new_hidden, (new_cells if c.cell == "lstm" else None)
