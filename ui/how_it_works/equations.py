"""The papers' equations as KaTeX, in their own notation. Constants only.

Luong, Pham, Manning (2015) count target steps with t and source positions with s; Bahdanau, Cho, Bengio (2015) with i
and j.
"""

from seq2seq_core.model.config import ModelConfig

LUONG = "Luong et al. 2015"
BAHDANAU = "Bahdanau et al. 2015"
SUTSKEVER = "Sutskever et al. 2014"
VASWANI = "Vaswani et al. 2017"

Cited = tuple[str, str]  # an equation, and where it stands

SCORES: dict[str, Cited] = {
    "dot": (r"\mathrm{score}(h_t, \bar h_s) = h_t^\top \bar h_s", f"{LUONG}, section 3.1, dot"),
    "scaled-dot": (r"\mathrm{score}(h_t, \bar h_s) = \frac{h_t^\top \bar h_s}{\sqrt{H}}", f"{VASWANI}, eq. 1"),
    "general": (r"\mathrm{score}(h_t, \bar h_s) = h_t^\top W_a \bar h_s", f"{LUONG}, section 3.1, general"),
    "concat": (
        r"\mathrm{score}(h_t, \bar h_s) = v_a^\top \tanh(W_a [h_t; \bar h_s])",
        f"{LUONG}, section 3.1, concat",
    ),
    "location": (r"a_t = \mathrm{softmax}(W_a h_t)", f"{LUONG}, eq. 8, location"),
    "additive": (r"e_{ij} = v_a^\top \tanh(W_a s_{i-1} + U_a h_j)", f"{BAHDANAU}, appendix A.1.2"),
}

LUONG_SOFTMAX: Cited = (
    r"a_t(s) = \frac{\exp(\mathrm{score}(h_t, \bar h_s))}{\sum_{s'} \exp(\mathrm{score}(h_t, \bar h_{s'}))}",
    f"{LUONG}, eq. 7",
)
BAHDANAU_SOFTMAX: Cited = (
    r"\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k} \exp(e_{ik})}",
    f"{BAHDANAU}, eq. 6",
)
LUONG_CONTEXT: Cited = (r"c_t = \sum_s a_t(s)\, \bar h_s = a_t \bar H", f"{LUONG}, section 3.1")
BAHDANAU_CONTEXT: Cited = (r"c_i = \sum_j \alpha_{ij}\, h_j = \alpha_i H", f"{BAHDANAU}, eq. 5")
ATTENTIONAL: Cited = (r"\tilde h_t = \tanh(W_c [c_t; h_t])", f"{LUONG}, eq. 5")
LUONG_OUTPUT: Cited = (r"p(y_t \mid y_{<t}, x) = \mathrm{softmax}(W_s \tilde h_t)", f"{LUONG}, eq. 6")
NEW_STATE: Cited = (r"s_i = f(s_{i-1}, y_{i-1}, c_i)", f"{BAHDANAU}, section 3.1")
BEFORE_MAXOUT: Cited = (
    r"\tilde t_i = U_o s_i + V_o E y_{i-1} + C_o c_i",
    f"{BAHDANAU}, appendix A.2.2, with the new state",
)
MAXOUT: Cited = (
    r"t_{i,j} = \max\{\tilde t_{i,2j-1}, \tilde t_{i,2j}\}",
    f"{BAHDANAU}, appendix A.2.2",
)
BAHDANAU_OUTPUT: Cited = (
    r"p(y_i \mid s_i, y_{i-1}, c_i) \propto \exp(y_i^\top W_o t_i)",
    f"{BAHDANAU}, appendix A.2.2",
)
BLIND_OUTPUT: Cited = (r"p(y_t \mid y_{<t}, v) = \mathrm{softmax}(W h_t)", f"{SUTSKEVER}, eq. 1")
MONOTONIC: Cited = (r"p_t = t", f"{LUONG}, section 3.2, local-m")
PREDICTIVE: Cited = (r"p_t = S \cdot \mathrm{sigmoid}(v_p^\top \tanh(W_p h_t))", f"{LUONG}, eq. 9")
GAUSSIAN: Cited = (
    r"a_t(s) = \mathrm{align}(h_t, \bar h_s) \exp\!\left(-\frac{(s - p_t)^2}{2\sigma^2}\right)",
    f"{LUONG}, eq. 10, with σ = D / 2",
)


def score_of(config: ModelConfig) -> Cited:
    """The score function of a model with attention."""
    return SCORES[config.score or ""]


def softmax_of(config: ModelConfig) -> list[Cited]:
    """From scores to weights, with the window of local attention."""
    if config.attention == "bahdanau":
        return [BAHDANAU_SOFTMAX]
    if config.scope == "local-m":
        return [LUONG_SOFTMAX, MONOTONIC]
    return [LUONG_SOFTMAX, PREDICTIVE, GAUSSIAN] if config.scope == "local-p" else [LUONG_SOFTMAX]


def output_of(config: ModelConfig) -> list[Cited]:
    """From the context to the next word."""
    if config.attention == "bahdanau":
        return [NEW_STATE, BEFORE_MAXOUT, MAXOUT, BAHDANAU_OUTPUT]
    return [ATTENTIONAL, LUONG_OUTPUT] if config.attention == "luong" else [BLIND_OUTPUT]
