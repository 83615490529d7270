"""The shape of a model, as frozen data: it travels as JSON beside the weights."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from seq2seq_core.strict import Strict

Size = Annotated[int, Field(gt=0, le=65536)]
Share = Annotated[float, Field(ge=0, lt=1)]


class ModelConfig(Strict):
    """The shape of one model. The defaults are those of the shipped families.

    Symbols as in the papers: E = encoder_size (both directions together), H = decoder_size, V = vocabulary_size.
    """

    attention: Literal["none", "bahdanau", "luong"]
    score: Literal["dot", "scaled-dot", "general", "concat", "location", "additive"] | None = None  # None: no attention
    scope: Literal["global", "local-m", "local-p"] = "global"  # Luong et al. (2015), section 3.2
    window: Size | None = None  # D, positions on each side of the centre; local attention only
    input_feeding: bool = False  # Luong et al. (2015), section 3.3
    coverage: bool = False  # Tu et al. (2016): the score knows what was looked at before; Bahdanau's alone
    cell: Literal["lstm", "gru"] = "lstm"
    layers: Annotated[int, Field(ge=1, le=8)] = 1
    vocabulary_size: Size = 8000
    embedding_size: Size = 256
    encoder_size: Size = 384
    decoder_size: Size = 384
    dropout: Share = 0.2
    tied_embeddings: bool = True  # one matrix for source words, target words and the output layer
    reverse_source: bool = False  # Sutskever et al. (2014), section 3.3

    @model_validator(mode="after")
    def _check_combination(self) -> Self:
        of_luong = ("dot", "scaled-dot", "general", "concat", "location")
        allowed = {"none": (None,), "bahdanau": ("additive",), "luong": of_luong}[self.attention]
        if self.score not in allowed:
            raise ValueError(
                f"attention {self.attention!r} cannot use score {self.score!r}; "
                f"allowed: {', '.join(map(repr, allowed))}"
            )
        if self.input_feeding and self.attention != "luong":
            raise ValueError(f"input_feeding is part of Luong's decoder; attention {self.attention!r} has none")
        if self.coverage and self.attention != "bahdanau":
            raise ValueError(f"coverage is built into Bahdanau's score; attention {self.attention!r} has none")
        if self.scope != "global" and self.attention != "luong":
            raise ValueError(
                f"scope {self.scope!r} is part of Luong's attention; attention {self.attention!r} is global"
            )
        if self.scope != "global" and self.score == "location":
            raise ValueError(
                "score 'location' scores positions, not words, so it cannot be restricted to a local window"
            )
        if (self.scope == "global") != (self.window is None):
            raise ValueError(
                f"scope {self.scope!r} with window {self.window}: local attention needs a window, global has none"
            )
        if self.score in ("dot", "scaled-dot") and self.decoder_size != self.encoder_size:
            raise ValueError(
                f"score {self.score!r} multiplies both states element by element, so decoder_size {self.decoder_size} "
                f"and encoder_size {self.encoder_size} must be equal"
            )
        if self.encoder_size % 2:
            raise ValueError(f"encoder_size {self.encoder_size} must be even: half of it belongs to each direction")
        return self
