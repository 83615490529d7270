"""The way data flows through one decoder step, drawn as SVG, one picture for each kind of model, side by side."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ui.how_it_works.flow_view.layout import WIDTH, Box, Flow
from ui.shared.javascript import component

_component = component("flow_view", Path(__file__).parent, '<div class="flows"></div>', "flow")


def flow_view(flows: Sequence[tuple[str, Flow]], word: int, key: str) -> None:
    """Draw flows, each with the name of its model. The bar of source token `word` stands out."""
    drawn = [asdict(flow) | {"model": model, "spoken": spoken(flow)} for model, flow in flows]
    _component(key=key, data={"flows": drawn, "word": word, "width": WIDTH})


def spoken(flow: Flow) -> list[str]:
    """The picture in words, box by box."""
    return [_say(box) for box in flow.boxes]


def _say(box: Box) -> str:
    symbol = f"{box.symbol}{'_' * bool(box.sub)}{box.sub}"
    parts = [f"{symbol}, {box.title}" if box.title else symbol]
    if box.shape:
        parts.append(box.shape)
    if box.norm is not None:
        parts.append(f"norm {box.norm:.3f}")
    if box.said:
        parts.append(box.said)
    if box.asks:
        parts.append("this is the state that is compared")
    return ": ".join([parts[0], "; ".join(parts[1:])]) if parts[1:] else parts[0]
