"""Putting tokens together as people write them, against what a person writes."""

import pytest

from seq2seq_core.evaluation.natural_spelling import natural_spelling

WRITTEN = {
    ("fr", "l ' heure est , au contraire , venue ."): "L'heure est, au contraire, venue.",
    ("fr", "y a - t - il des questions ?"): "Y a-t-il des questions ?",
    ("fr", 'le " oui " n \' est pas sûr !'): 'Le "oui" n\'est pas sûr !',
    ("fr", "élu ( a5 - 0232 / 2000 )"): "Élu (a5-0232/2000)",
    ("fr", "œuvre d ' art"): "Œuvre d'art",
    ("de", "ßa ist kein wort"): "ßa ist kein wort",
    ("en", "the workers ' rights , i think , are ours ."): "The workers' rights, I think, are ours.",
    ("en", "the council ' s task : a ' no ' vote ?"): "The council's task: a 'no' vote?",
    ("en", "( parliament rose )"): "(Parliament rose)",
    ("en", "2000 @-@ year old"): "2000 @-@ Year old",  # Moses would read @-@ as a hyphen
    ("ja", "猫 が 眠る 。"): "猫が眠る。",
}


@pytest.mark.parametrize(("language", "tokens"), WRITTEN)
def test_text_is_put_together_as_people_write_it_and_every_token_found_in_it(language: str, tokens: str) -> None:
    spelled = natural_spelling(tokens.split(), language)
    assert spelled.text == WRITTEN[language, tokens]
    assert [spelled.text[start:end].lower() for start, end in spelled.spans] == tokens.lower().split()
    ends = [0, *(end for _, end in spelled.spans)]
    assert all(end <= start for end, (start, _) in zip(ends, spelled.spans, strict=False))
