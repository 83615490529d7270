"""What a notebook draws: maps that show themselves, where HTML is shown as pictures and where only text is."""

from dataclasses import dataclass

from seq2seq_core.pictures.standalone import fragment
from seq2seq_core.pictures.word_map import WordMap, in_words

NO_MAP = "There is no attention to draw."


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawing:
    """Maps under each other. A notebook draws them; printed, they are the same in words."""

    maps: tuple[WordMap, ...]

    def _repr_html_(self) -> str:
        return fragment(self.maps)

    def __repr__(self) -> str:
        blocks = [[one.title, *(in_words(one) or [NO_MAP]), *one.about] for one in self.maps]
        return "\n\n".join("\n".join(filter(None, block)) for block in blocks)
