"""The JavaScript of our components: a component is given one text, so files are joined to one module."""

from pathlib import Path

_TOOLS = Path(__file__).with_name("dom.js")  # small tools that all of them use


def module(folder: Path, *names: str) -> str:
    """The files NAME.js of `folder`, in this order, after the tools that all components share."""
    return "\n".join(file.read_text() for file in (_TOOLS, *(folder / f"{name}.js" for name in names)))
