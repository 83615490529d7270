"""What attention says: its weights, what they multiply, what that adds to a score, and what the word says of them."""

import torch
from torch import Tensor

from seq2seq_core.attribution.attribution import WEIGHT, Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.decoding.other_weights import ROWS, take_steps
from seq2seq_core.errors import InputError
from seq2seq_core.model.decoders import BahdanauDecoder, Source
from seq2seq_core.wanted import check_wanted


def attention(pair: ForcedPair) -> Attribution:
    """The weights themselves. InputError for a model without attention."""
    weights, _, _ = _looked(pair)
    return Attribution(weights.numpy(), WEIGHT)


def attention_times_norm(pair: ForcedPair) -> Attribution:
    """||weight * h_s||: a large weight on a small state adds little (Kobayashi et al. 2020, "Attention is Not Only a
    Weight").

    The unit is that of the states, which differs between models.
    """
    weights, source, _ = _looked(pair)
    return Attribution((weights * source.states[0].norm(dim=-1)).numpy(), "norm")


def logit_share(pair: ForcedPair) -> Attribution:
    """What the state of each source position adds to the score (logit) of the token that was said, through the context.

    Exact where the score is linear in the context: Bahdanau's output layer is a maxout, linear once it is known which
    of two units won. What a context adds to the state of the decoder, and so to the score, is not in it. InputError for
    other models.
    """
    model = pair.model
    if not isinstance(model.decoder, BahdanauDecoder):
        raise InputError("the score is linear in the context only where the output layer is Bahdanau's maxout")
    weights, source, outputs = _looked(pair)
    H, E = model.config.decoder_size, model.config.encoder_size
    with torch.inference_mode():
        both = model.decoder.maxout(torch.cat([outputs, pair.said], dim=-1)).unflatten(-1, (-1, 2))  # (T, D, 2)
        won = both.argmax(dim=-1)  # (T, D)
        from_context = model.decoder.maxout.weight[:, H : H + E].unflatten(0, (-1, 2))  # (D, 2, E)
        chosen = from_context[torch.arange(len(from_context)), won]  # (T, D, E)
        rows = model.output.weight[list(pair.target_ids)]  # (T, D)
        shares = weights * torch.einsum("td,tde,se->ts", rows, chosen, source.states[0])
    return Attribution(shares.numpy(), "logit")


@torch.inference_mode()
def posterior_attention(pair: ForcedPair) -> Attribution:
    """Where a model must have looked, now that its word is known: weight times p(y_t) if it looked there alone, as a
    share of the row (Bayes' rule; Shankar and Sarawagi 2019, "Posterior Attention Models for Sequence to Sequence
    Learning").

    The weights are made before the word is chosen. This takes them for what a single look would find, and asks what the
    word says of it; a model that mixes several looks was not trained to be asked for one. InputError without attention.
    """
    taken = take_steps(pair.model, pair.source_ids, pair.target_ids)
    T, S = taken.weights.shape
    rows = []
    for some in torch.arange(T).split(max(1, ROWS // S)):
        check_wanted()
        at = some.repeat_interleave(S)  # (N,) a row for each step and position
        logits = taken.logits_under(torch.eye(S).repeat(len(some), 1), at)  # (N, V)
        said = torch.tensor(pair.target_ids)[at]
        rows.append(logits.gather(1, said[:, None])[:, 0] - logits.logsumexp(dim=-1))
    posterior = (taken.weights.log() + torch.cat(rows).view(T, S)).softmax(dim=-1)
    return Attribution(posterior.numpy(), WEIGHT)


@torch.inference_mode()
def _looked(pair: ForcedPair) -> tuple[Tensor, Source, Tensor]:
    """The weights (T, S), what was looked at, and the outputs (T, O) of all steps."""
    source, state = pair.model.encode_embedded(pair.source[None], torch.tensor([len(pair.source_ids)]))
    course = pair.model.decoder.follow(pair.said[None], state, source)
    rows = [attention.weights for attention in course.attentions if attention is not None]
    if not rows:
        raise InputError("this model has no attention")
    return torch.cat(rows), source, course.outputs[0]
