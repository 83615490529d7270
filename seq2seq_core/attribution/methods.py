"""The methods by name, with what each is."""

from collections.abc import Callable
from dataclasses import dataclass

from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.backward import gradient_norm, input_times_gradient, integrated_gradients, smooth_gradient
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import occlusion, shapley
from seq2seq_core.attribution.looking import attention, attention_times_norm, logit_share, posterior_attention
from seq2seq_core.errors import InputError


@dataclass(frozen=True, slots=True)
class Method:
    """One way of saying what a target token owes to a source token."""

    title: str
    compute: Callable[[ForcedPair], Attribution]
    paper: str


METHODS = {
    "attention": Method("Attention", attention, "Bahdanau et al. 2015; Luong et al. 2015"),
    "attention-norm": Method("Attention times norm", attention_times_norm, "Kobayashi et al. 2020"),
    "posterior-attention": Method("Posterior attention", posterior_attention, "Shankar and Sarawagi 2019"),
    "logit-share": Method("Share in the logit", logit_share, "exact where the model is linear"),
    "gradient-norm": Method("Norm of the gradient", gradient_norm, "Simonyan et al. 2014"),
    "input-gradient": Method("Input times gradient", input_times_gradient, "Shrikumar et al. 2017"),
    "integrated-gradients": Method("Integrated gradients", integrated_gradients, "Sundararajan et al. 2017"),
    "smooth-gradient": Method("SmoothGrad", smooth_gradient, "Smilkov et al. 2017; Ding et al. 2019"),
    "occlusion": Method("Occlusion", occlusion, "Zeiler and Fergus 2014"),
    "deletion": Method("Deletion", lambda pair: occlusion(pair, delete=True), "Li, Monroe and Jurafsky 2016"),
    "shapley": Method("Shapley values", shapley, "Shapley 1953; Castro et al. 2009"),
}


def method_of(name: str) -> Method:
    """A method by its name; InputError names those there are."""
    if name not in METHODS:
        raise InputError(f"there is no attribution method {name!r}; there is {', '.join(METHODS)}")
    return METHODS[name]
