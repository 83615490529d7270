"""The methods by name: what each says, in which paper it stands, and for how long a sentence it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.backward import gradient_norm, input_times_gradient, integrated_gradients, smooth_gradient
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import occlusion, shapley
from seq2seq_core.attribution.looking import attention, attention_times_norm, logit_share, posterior_attention
from seq2seq_core.errors import InputError

# Tokens of the longer side, beyond which a method takes more than about ten seconds.
MOST_LOOKS, MOST_GRADIENTS, MOST_COPIES, MOST_WAYS, MOST_LEFT_OUT, MOST_PLAYERS = 120, 120, 60, 40, 120, 32


@dataclass(frozen=True, slots=True)
class Method:
    """One way of saying what a target token owes to a source token."""

    title: str
    says: str  # what its number is, for a learner
    paper: str
    function: Callable[..., Attribution]  # of a ForcedPair
    signed: bool = False  # whether a source token can also speak against a target token
    most: int | None = None  # tokens of the longer side
    whole_words: bool = False  # whether it can take the tokens of a word together

    @property
    def in_sentence(self) -> str:
        """The title as it stands inside a sentence: without its capital, unless that is of a name."""
        return self.title if self.title.startswith(("SmoothGrad", "Shapley")) else self.title.lower()

    def compute(self, pair: ForcedPair, source_groups: Sequence[Sequence[int]] | None = None) -> Attribution:
        """What it says of a pair; InputError for one that is too long, or a model that it is not for.

        `source_groups` are the tokens of each source word, for what is asked of words: where a method leaves tokens
        out, those of a word go together.
        """
        self.check(pair)
        return self.function(pair, groups=source_groups) if self.whole_words else self.function(pair)

    def check(self, pair: ForcedPair) -> None:
        """InputError for a pair that is too long."""
        S, T = len(pair.source_ids), len(pair.target_ids)
        if self.most is not None and max(S, T) > self.most:
            raise InputError(
                f"{self.title}: for at most {self.most} subword tokens a side; the source has {S}, the translation {T}"
            )


METHODS = {
    "attention": Method(
        "Attention",
        "the weights by which the model mixes the encoder states",
        "Bahdanau et al. 2015; Luong et al. 2015",
        attention,
    ),
    "attention-norm": Method(
        "Attention times norm",
        "each weight times the length of the encoder state that it multiplies",
        "Kobayashi et al. 2020",
        attention_times_norm,
    ),
    "posterior-attention": Method(
        "Posterior attention",
        "each weight times the probability of the word if the model looked there alone, as a share: where it must have "
        "looked, now that the word is known",
        "Shankar and Sarawagi 2019",
        posterior_attention,
        most=MOST_LOOKS,
    ),
    "logit-share": Method(
        "Share in the logit",
        "what each encoder state adds to the score of the word through the context: exact where that is linear",
        "in the manner of Kobayashi et al. 2020",
        logit_share,
        signed=True,
    ),
    "gradient-norm": Method(
        "Norm of the gradient",
        "how much the log-probability can change with the smallest change of a word vector",
        "Simonyan et al. 2014",
        gradient_norm,
        most=MOST_GRADIENTS,
    ),
    "input-gradient": Method(
        "Input times gradient",
        "the gradient along the word vector: exact for a linear model",
        "Shrikumar et al. 2017",
        input_times_gradient,
        signed=True,
        most=MOST_GRADIENTS,
    ),
    "integrated-gradients": Method(
        "Integrated gradients",
        "the gradient added up on the way from a sentence of unknown words; a row sums to the gain in log-probability",
        "Sundararajan et al. 2017",
        integrated_gradients,
        signed=True,
        most=MOST_WAYS,
    ),
    "smooth-gradient": Method(
        "SmoothGrad",
        "the mean of input times gradient over noisy copies of the sentence",
        "Smilkov et al. 2017; Ding et al. 2019",
        smooth_gradient,
        signed=True,
        most=MOST_COPIES,
    ),
    "occlusion": Method(
        "Occlusion",
        "what the log-probability loses if the token becomes unknown",
        "Zeiler and Fergus 2014",
        occlusion,
        signed=True,
        most=MOST_LEFT_OUT,
        whole_words=True,
    ),
    "deletion": Method(
        "Deletion",
        "what the log-probability loses if the token is deleted",
        "Li, Monroe and Jurafsky 2016",
        partial(occlusion, delete=True),
        signed=True,
        most=MOST_LEFT_OUT,
        whole_words=True,
    ),
    "shapley": Method(
        "Shapley values",
        "what the token adds on top of those before it, in the mean over random orders in which unknown tokens become "
        "known",
        "Shapley 1953; Castro et al. 2009",
        shapley,
        signed=True,
        most=MOST_PLAYERS,
    ),
}


def method_of(name: str) -> Method:
    """A method by its name; InputError names those there are."""
    if name not in METHODS:
        raise InputError(f"there is no attribution method {name!r}; there is {', '.join(METHODS)}")
    return METHODS[name]
