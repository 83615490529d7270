"""The three ways of a decoder step: Luong's, Bahdanau's, and the one without attention."""

from seq2seq_core.analysis.step_breakdown import Anatomy
from seq2seq_core.model.config import ModelConfig
from ui.how_it_works.flow_view.layout import FAR, NEAR, RIGHT, Canvas, Flow, draw_ends, draw_look, draw_output

HALF = (RIGHT[0], 74), (RIGHT[0] + 80, 74)


def luong_flow(config: ModelConfig | None, anatomy: Anatomy | None, previous: str = "", said: str = "") -> Flow:
    """Luong et al. (2015), figure 2 and section 3.3: the state steps first, then asks."""
    c, a = Canvas(config, anatomy, previous, said), anatomy
    draw_ends(c, "h̄_s")
    fed = config is None or config.input_feeding
    blind = config is not None and config.score == "location"
    c.box("before", "h_t−1", "" if fed else "state before", "H", HALF[0] if fed else RIGHT, 1, "target", a and a.before)
    if fed:
        c.box("fed", "h̃_t−1", "", "H", HALF[1], 1, "target", a and a.fed)
        c.arrow((315, 1.99), (315, 2))
    c.box("after", "h_t", "current state", "H", RIGHT, 2, "target", a and a.after, asks=True)
    c.arrow((235, 1.99), (235, 2))
    c.arrow((352, 0.5), (NEAR, 0.5), (NEAR, 2.3), (352, 2.3))
    if not blind:
        c.arrow((130, 1.99), (130, 3))
    if config is not None and config.scope != "global":
        center = None if a is None or a.look is None else a.look.center
        c.box("center", "p_t", "", "", (44, 74), 2, "attention", said="" if center is None else f"{center:.2f}")
        c.arrow((80, 2.99), (80, 3))
        if config.scope == "local-p":
            c.arrow((198, 2.5), (118, 2.5))
    c.arrow((275, 2.99), (275, 3), asks=True)
    draw_look(c, 3, ("score_", "a_t", "c_t"))
    c.box("mixed", "h̃_t", "attentional", "H", RIGHT, 6, "target", a and a.attentional)
    c.arrow((92, 5.99), (92, 6.5), (198, 6.5))
    c.arrow((352, 2.7), (NEAR, 2.7), (NEAR, 6.5), (352, 6.5))
    draw_output(c, 7)
    return c.flow("Luong: step, then look", "the current state asks")


def bahdanau_flow(config: ModelConfig | None, anatomy: Anatomy | None, previous: str = "", said: str = "") -> Flow:
    """Bahdanau et al. (2015), section 3.1: the state before the step asks, and the answer enters the step."""
    c, a = Canvas(config, anatomy, previous, said), anatomy
    draw_ends(c, "h_j", "i")
    c.box("before", "s_i−1", "previous state", "H", RIGHT, 1, "target", a and a.before, asks=True)
    c.arrow((130, 1.99), (130, 2))
    c.arrow((275, 1.99), (275, 2), asks=True)
    draw_look(c, 2, ("e_ij", "α_i", "c_i"))
    c.box("after", "s_i", "new state", "H", RIGHT, 5, "target", a and a.after)
    c.arrow((174, 4.5), (235, 4.5), (235, 5))
    c.arrow((352, 1.5), (NEAR, 1.5), (NEAR, 5.3), (352, 5.3))
    c.arrow((352, 0.5), (FAR, 0.5), (FAR, 5.7), (352, 5.7))
    c.box("mixed", "t_i", "maxout", "D", RIGHT, 6, "target", a and a.features)
    c.arrow((92, 4.99), (92, 6.5), (198, 6.5))
    c.arrow((275, 5.99), (275, 6))
    c.arrow((FAR, 5.6), (FAR, 6.5), (352, 6.5))
    draw_output(c, 7, "i")
    return c.flow("Bahdanau: look, then step", "the previous state asks")


def blind_flow(config: ModelConfig | None, anatomy: Anatomy | None, previous: str = "", said: str = "") -> Flow:
    """Sutskever et al. (2014): nothing asks; the first state is all that comes from the source."""
    c, a = Canvas(config, anatomy, previous, said), anatomy
    draw_ends(c, "h_s")
    c.box("before", "h_t−1", "state before", "H", RIGHT, 1, "target", a and a.before)
    c.arrow((174, 1.5), (198, 1.5))
    c.box("after", "h_t", "current state", "H", RIGHT, 2, "target", a and a.after)
    c.arrow((275, 1.99), (275, 2))
    c.arrow((352, 0.5), (NEAR, 0.5), (NEAR, 2.5), (352, 2.5))
    draw_output(c, 3)
    return c.flow("No attention: never look", "the last encoder states become the first state, and that is all")


FLOWS = {"luong": luong_flow, "bahdanau": bahdanau_flow, "none": blind_flow}
