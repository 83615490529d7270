"""Attribution against finite differences, exact sums, plain loops, and Captum's arithmetic."""

import itertools
import math
import warnings

import numpy as np
import pytest
import torch

from seq2seq_core.attribution.attribution import NATS, WEIGHT, Attribution
from seq2seq_core.attribution.backward import gradient_norm, input_times_gradient, integrated_gradients, smooth_gradient
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import occlusion, shapley, source_and_prefix, without
from seq2seq_core.attribution.looking import attention, attention_times_norm, logit_share, posterior_attention
from seq2seq_core.attribution.methods import METHODS, method_of
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.interventions import SetWeights
from seq2seq_core.decoding.stepper import Stepper
from seq2seq_core.errors import InputError
from seq2seq_core.vocabulary import END, START, UNKNOWN
from tests.core.papers import FAMILY, KINDS, small_model

SOURCE = [5, 9, 4, 7, END]
TARGET = [6, 8, 6, END]
STEP = 1e-6  # of finite differences


def pair_of(kind: str, source: list[int] = SOURCE, target: list[int] = TARGET) -> ForcedPair:
    return ForcedPair(small_model(kind), source, target)


def log_probs(pair: ForcedPair, source: list[int]) -> np.ndarray:
    """Of the target tokens, as forced decoding finds them from another source."""
    return force(pair.model, [source], [list(pair.target_ids)])[0].trace.log_probs


def derivatives(pair: ForcedPair) -> np.ndarray:
    """(T, S, D) by central differences."""
    found = np.zeros((len(TARGET), *pair.source.shape))
    for place in np.ndindex(*pair.source.shape):
        step = torch.zeros_like(pair.source)
        step[place] = STEP
        with torch.no_grad():
            both = pair.log_probs(torch.stack([pair.source + step, pair.source - step]), pair.said.expand(2, -1, -1))
        found[(slice(None), *place)] = ((both[0] - both[1]) / (2 * STEP)).numpy()
    return found


@pytest.mark.parametrize("kind", FAMILY)
def test_a_pair_has_the_log_probabilities_of_forced_decoding(kind: str) -> None:
    pair = pair_of(kind)
    with torch.no_grad():
        found = pair.log_probs(pair.source[None], pair.said[None])[0]
    np.testing.assert_allclose(found, log_probs(pair, SOURCE), rtol=1e-5)


@pytest.mark.parametrize("kind", FAMILY)
def test_gradients_are_finite_differences(kind: str) -> None:
    pair = pair_of(kind)
    slopes = derivatives(pair)
    np.testing.assert_allclose(gradient_norm(pair).source, np.linalg.norm(slopes, axis=2), rtol=1e-4, atol=1e-7)
    products = (slopes * pair.source.numpy()).sum(axis=2)
    np.testing.assert_allclose(input_times_gradient(pair).source, products, rtol=1e-4, atol=1e-7)
    assert all(parameter.grad is None for parameter in pair.model.parameters())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("prefix", [False, True])
def test_integrated_gradients_add_up_to_what_the_sentence_has_over_the_baseline(kind: str, prefix: bool) -> None:
    pair = pair_of(kind)
    found = integrated_gradients(pair, steps=300, prefix=prefix)  # a maxout has corners, which take many points
    said = torch.tensor([[pair.said[0].tolist(), *[pair.unknown.tolist()] * (len(TARGET) - 1)]], dtype=torch.float64)
    with torch.no_grad():
        least = pair.log_probs(pair.unknown.expand(1, len(SOURCE), -1), said if prefix else pair.said[None])[0].numpy()
    owed = log_probs(pair, SOURCE) - least
    rows = found.source.sum(axis=1)
    if prefix:
        assert found.prefix is not None
        rows = rows + found.prefix.sum(axis=1)
        assert np.abs(np.triu(found.prefix)).max() == 0  # nothing is owed to what comes later
        assert np.abs(np.tril(found.prefix, -1)).max() > 0
    assert found.error is not None
    np.testing.assert_allclose(rows, owed, atol=5e-3)
    np.testing.assert_allclose(found.error, np.abs(rows - owed), atol=1e-5)


def test_more_points_bring_integrated_gradients_nearer() -> None:
    errors = [integrated_gradients(pair_of("bahdanau"), steps=steps).error for steps in (1, 4, 16)]
    assert errors[0].max() > errors[1].max() > errors[2].max()


@pytest.mark.parametrize("kind", KINDS)
def test_captum_finds_the_same(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its own imports say
        from captum.attr import InputXGradient, IntegratedGradients, NoiseTunnel, Saliency
    pair = pair_of(kind)
    inputs = pair.source[None].clone().requires_grad_()
    ours = {
        "norm": gradient_norm(pair),
        "product": input_times_gradient(pair),
        "integrated": integrated_gradients(pair, steps=20),
        "smooth": smooth_gradient(pair, samples=4, noise=0.0),
    }

    def run(source: torch.Tensor) -> torch.Tensor:
        return pair.log_probs(source, pair.said.expand(len(source), -1, -1))

    baseline = pair.unknown.expand(1, len(SOURCE), -1)
    for t in range(len(TARGET)):
        theirs = {
            "norm": Saliency(run).attribute(inputs, target=t, abs=False).norm(dim=-1),
            "product": InputXGradient(run).attribute(inputs, target=t).sum(dim=-1),
            "integrated": IntegratedGradients(run)
            .attribute(inputs, baseline, target=t, n_steps=20, method="riemann_middle")
            .sum(dim=-1),
            "smooth": NoiseTunnel(InputXGradient(run))
            .attribute(inputs, target=t, nt_type="smoothgrad", nt_samples=4, stdevs=0.0)
            .sum(dim=-1),
        }
        for name, value in theirs.items():
            np.testing.assert_allclose(ours[name].source[t], value[0].detach(), rtol=1e-5, atol=1e-8, err_msg=name)


def test_smooth_gradients_are_the_mean_over_noisy_copies_and_the_same_every_time() -> None:
    pair = pair_of("luong-general")
    found = smooth_gradient(pair, samples=3, seed=7)
    spread = 0.15 * (pair.source.max() - pair.source.min())
    noise = torch.randn(3, *pair.source.shape, generator=torch.Generator().manual_seed(7), dtype=torch.float64)
    means = []
    for one in noise:
        noisy = ForcedPair(pair.model, SOURCE, TARGET)
        noisy.source = pair.source + spread * one
        means.append(input_times_gradient(noisy).source)
    np.testing.assert_allclose(found.source, np.mean(means, axis=0), rtol=1e-6)
    assert np.array_equal(found.source, smooth_gradient(pair, samples=3, seed=7).source)
    assert not np.array_equal(found.source, smooth_gradient(pair, samples=3, seed=8).source)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("delete", [False, True])
def test_occlusion_is_plain_scoring_again(kind: str, delete: bool) -> None:
    pair = pair_of(kind)
    whole = log_probs(pair, SOURCE)
    by_token = occlusion(pair, delete=delete).source
    by_word = occlusion(pair, delete=delete, groups=[(0, 1), (2,), (3,), (4,)]).source
    for s in range(len(SOURCE)):
        left = SOURCE[:s] + ([] if delete else [UNKNOWN]) + SOURCE[s + 1 :]
        np.testing.assert_allclose(by_token[:, s], whole - log_probs(pair, left), atol=1e-5)
    left = ([] if delete else [UNKNOWN] * 2) + SOURCE[2:]
    np.testing.assert_allclose(by_word[:, :2].sum(axis=1), whole - log_probs(pair, left), atol=1e-5)
    np.testing.assert_allclose(by_word[:, 0], by_word[:, 1])


def test_occlusion_of_what_was_said_is_forcing_after_an_unknown_token() -> None:
    pair = pair_of("bahdanau")
    prefix = occlusion(pair, prefix=True).prefix
    assert prefix is not None
    whole = log_probs(pair, SOURCE)
    for j in range(len(TARGET) - 1):
        said = [*TARGET[:j], UNKNOWN, *TARGET[j + 1 :]]
        other = force(pair.model, [SOURCE], [said])[0].trace.log_probs
        np.testing.assert_allclose(prefix[j + 1 :, j], (whole - other)[j + 1 :], atol=1e-5)
    assert not np.triu(prefix).any()


def test_something_is_always_left() -> None:
    assert without([5, END], [0, 1], delete=True) == (END,)
    assert without([5, END], [0, 1]) == (UNKNOWN, UNKNOWN)
    assert without([5, 6, END], [1], delete=True) == (5, END)


def test_shapley_values_are_those_of_all_subsets_within_their_error() -> None:
    source = [5, 9, 4, 7, 8, END]
    pair = pair_of("bahdanau", source)
    S = len(source)
    worth = {
        known: log_probs(pair, [piece if s in known else UNKNOWN for s, piece in enumerate(source)])
        for size in range(S + 1)
        for known in itertools.combinations(range(S), size)
    }
    exact = np.zeros((len(TARGET), S))
    for s in range(S):
        for known, before in worth.items():
            if s not in known:
                weight = math.factorial(len(known)) * math.factorial(S - len(known) - 1) / math.factorial(S)
                exact[:, s] += weight * (worth[tuple(sorted((*known, s)))] - before)
    found = shapley(pair, permutations=200)
    assert found.error is not None
    assert (np.abs(found.source - exact) <= 4 * found.error + 1e-4).all()
    np.testing.assert_allclose(found.source.sum(axis=1), worth[tuple(range(S))] - worth[()], atol=1e-4)
    assert np.array_equal(found.source, shapley(pair, permutations=200).source)


@pytest.mark.parametrize("kind", KINDS)
def test_source_and_prefix_share_out_what_both_add(kind: str) -> None:
    pair = pair_of(kind)
    unknown = [UNKNOWN] * len(SOURCE)
    found = source_and_prefix(pair)
    for t, target in enumerate(TARGET):
        worth = {}
        for source, said in itertools.product([True, False], repeat=2):
            given = [*(TARGET[:t] if said else [UNKNOWN] * t), target]
            trace = force(pair.model, [SOURCE if source else unknown], [given])[0].trace
            worth[source, said] = trace.log_probs[t]
        gain_first, gain_last = worth[True, False] - worth[False, False], worth[True, True] - worth[False, True]
        assert found[t, 0] == pytest.approx((gain_first + gain_last) / 2, abs=1e-5)
        assert found[t].sum() == pytest.approx(worth[True, True] - worth[False, False], abs=1e-5)
    assert found[0, 1] == 0


def test_shapley_says_how_far_it_is() -> None:
    shares: list[float] = []
    shapley(pair_of("bahdanau"), permutations=20, progress=shares.append)
    assert shares == [8 / 20, 16 / 20, 1.0]


def test_a_method_says_for_how_long_a_sentence_it_is() -> None:
    for method in METHODS.values():
        if method.most is None:
            continue
        long, short = [5] * method.most + [END], [6, END]
        for pair in (pair_of("bahdanau", long, short), pair_of("bahdanau", short, long)):
            S, T = len(pair.source_ids), len(pair.target_ids)
            said = f"at most {method.most} subword tokens a side; the source has {S}, the translation {T}"
            with pytest.raises(InputError, match=said):
                method.compute(pair)


@pytest.mark.parametrize("kind", [kind for kind in FAMILY if kind != "no-attention"])
def test_attention_is_that_of_the_trace(kind: str) -> None:
    pair = pair_of(kind)
    trace = force(pair.model, [SOURCE], [TARGET])[0].trace
    np.testing.assert_allclose(attention(pair).source, trace.weights, atol=1e-6)
    with torch.no_grad():
        states = pair.model.encode(torch.tensor([SOURCE]), torch.tensor([len(SOURCE)]))[0].states[0]
    expected = np.linalg.norm(trace.weights[:, :, None] * states.numpy(), axis=2)
    np.testing.assert_allclose(attention_times_norm(pair).source, expected, atol=1e-6)


@pytest.mark.parametrize("kind", [kind for kind in FAMILY if kind != "no-attention"])
def test_posterior_attention_is_bayes_rule_with_one_look_at_a_time(kind: str) -> None:
    pair = pair_of(kind)
    weights = attention(pair).source
    found = posterior_attention(pair)
    for t in range(len(TARGET)):
        likelihoods = []
        for s in range(len(SOURCE)):
            row = tuple(float(position == s) for position in range(len(SOURCE)))
            stepper = Stepper(pair.model, [SOURCE], [SetWeights(t, row)])
            with torch.no_grad():
                for word in [START, *TARGET][: t + 1]:
                    _, logits = stepper.step(torch.tensor([word]))
            likelihoods.append(float(logits[0].softmax(dim=-1)[TARGET[t]]))
        joint = weights[t] * likelihoods
        np.testing.assert_allclose(found.source[t], joint / joint.sum(), rtol=1e-4, atol=1e-7)


def test_the_share_in_the_logit_is_what_the_logit_loses_without_the_state() -> None:
    pair = pair_of("bahdanau")
    found = logit_share(pair).source
    model, weights = pair.model, attention(pair).source
    with torch.no_grad():
        source, state = model.encode_embedded(pair.source[None], torch.tensor([len(SOURCE)]))
        for t, word_part in enumerate(model.decoder.from_words(pair.said[None]).unbind(dim=1)):
            step = model.decoder.step(word_part, state, source)
            state = step.state
            hidden = step.output[:, : model.config.decoder_size]
            pieces = model.decoder.maxout(torch.cat([step.output, pair.said[t][None]], dim=-1)).unflatten(-1, (-1, 2))
            won = pieces.argmax(dim=-1, keepdim=True)
            for s in range(len(SOURCE)):
                context = step.output[:, model.config.decoder_size :] - weights[t, s] * source.states[0, s]
                without_it = torch.cat([hidden, context, pair.said[t][None]], dim=-1)
                left = model.decoder.maxout(without_it).unflatten(-1, (-1, 2)).gather(-1, won)[..., 0]
                whole = pieces.gather(-1, won)[..., 0]
                lost = model.logits(whole)[0, TARGET[t]] - model.logits(left)[0, TARGET[t]]
                assert found[t, s] == pytest.approx(float(lost), abs=1e-6)


def test_methods_say_for_which_models_they_are() -> None:
    for name, method in METHODS.items():
        pair = pair_of("no-attention")
        if name in ("attention", "attention-norm", "posterior-attention", "logit-share"):
            with pytest.raises(InputError, match="no attention|maxout"):
                method.compute(pair)
        else:
            assert method.compute(pair).source.shape == (len(TARGET), len(SOURCE)), name
    with pytest.raises(InputError, match="maxout"):
        logit_share(pair_of("luong-general"))
    with pytest.raises(InputError, match="no attribution method 'guess'; there is attention, "):
        method_of("guess")


def test_words_have_the_sum_of_their_tokens_or_the_mean_of_weights() -> None:
    values = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]], dtype=np.float32)
    both = [(0, 1)], [(0, 1), (2,)]
    assert Attribution(values, NATS).by_words(*both).tolist() == [[27.0, 36.0]]
    assert Attribution(values, WEIGHT).by_words(*both).tolist() == [[13.5, 18.0]]
