"""Challenge sets: what is in them, how an output is judged, and what is said of a file that is none."""

import csv
import hashlib
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from seq2seq_core.challenge import challenge_set
from seq2seq_core.challenge.challenge_set import CATEGORIES, FOLDER, has_challenge, judge, read_challenge
from seq2seq_core.errors import ChallengeError
from seq2seq_core.text import split_words

PAIRS = ("en-fr", "en-de")
SETS = {pair: read_challenge(pair) for pair in PAIRS}
ITEMS = {pair: {item.id: item for item in challenge.items} for pair, challenge in SETS.items()}

# Written for this test: right answers in other words than the reference, and wrong ones that are near.
FRENCH = [
    ("agreement-1", "La fille qui vit à côté des garçons est très grande.", True),
    ("agreement-1", "La fille qui vit à côté des garçons sont grands.", False),
    ("agreement-4", "La maîtresse de ces enfants chante bien.", True),
    ("agreement-4", "La maîtresse de ces enfants chantent bien.", False),
    ("pronouns-1", "Le maître la connaît vraiment bien.", True),
    ("pronouns-1", "Le professeur connaît elle assez bien.", False),
    ("pronouns-6", "Je vais le lui envoyer demain.", True),
    ("pronouns-6", "Je lui enverrai ça demain.", True),
    ("pronouns-6", "Je vais l'envoyer demain.", False),
    ("negation-2", "À ma fête, il n'est venu personne.", True),
    ("negation-2", "Personne n'est pas venu à ma fête.", False),
    ("negation-5", "Cette caisse est vide.", True),
    ("negation-5", "Il y a quelque chose dans cette boîte.", False),
    ("negation-3", "Les chats ne savent pas tous nager.", True),
    ("negation-3", "Aucun chat ne sait nager.", False),
    ("questions-1", "Ça fait combien de temps que tu habites ce village ?", True),
    ("questions-1", "Combien de temps as-tu vécu dans ce village ?", False),
    ("questions-5", "À qui appartient le parapluie sur la table ?", True),
    ("questions-5", "Qui est le parapluie sur la table ?", False),
    ("tense-1", "Ils vont bâtir un pont neuf.", True),
    ("tense-1", "Ils ont bâti un pont neuf.", False),
    ("tense-5", "Cela fait trois ans qu'il habite Paris.", True),
    ("tense-5", "Il a habité à Paris pendant trois ans.", False),
    ("adjectives-1", "Il s'est acheté une grosse voiture rouge.", True),
    ("adjectives-1", "Il a acheté une grande rouge voiture.", False),
    ("possessives-6", "La maison du papa de Tom est énorme.", True),
    ("possessives-6", "Le père de Tom est grand.", False),
    ("compounds-3", "Tous les matins, il prend un jus d'orange.", True),
    ("compounds-3", "Il boit de l'orange jus chaque matin.", False),
    ("dative-3", "Il a fait voir la lettre aux policiers.", True),
    ("dative-3", "Il a montré la police la lettre.", False),
    ("passive-4", "On m'a offert une montre neuve.", True),
    ("passive-4", "J'ai été donné une nouvelle montre.", False),
    ("relatives-5", "L'ami de qui je parlais est malade.", True),
    ("relatives-5", "L'ami que je parlais est malade.", False),
    ("numbers-1", "Le billet coûte 75 euros.", True),
    ("numbers-1", "Le billet coûte soixante-cinq euros.", False),
    ("idiom-2", "Il est mort la semaine dernière.", True),
    ("idiom-2", "Il a donné un coup de pied dans le seau.", False),
    ("idiom-3", "Ce manteau coûte un bras.", True),
    ("idiom-3", "Ce manteau coûte un bras et une jambe.", False),
    ("repetition-4", "Non, non, non ! C'est faux.", True),
    ("repetition-4", "Non, non, c'est faux.", False),
    ("repetition-4", "Non, non, non, non, c'est faux.", False),
    ("names-1", "Zoravik habite une grande ville.", True),
    ("names-1", "zoravik habite une grande ville.", False),
    ("coordination-1", "J'ai acheté du pain, du fromage, et du vin.", True),
    ("coordination-1", "J'ai acheté du pain et du vin.", False),
    ("ellipsis-1", "Il aime le thé, mais elle non.", True),
    ("ellipsis-1", "Il aime le thé, mais elle ne fait pas.", False),
    ("movement-2", "Qui, pensez-vous, va gagner ?", True),
    ("movement-2", "Qui penses-tu que va gagner ?", False),
    ("movement-6", "Ce livre, je ne l’ai jamais lu.", True),  # an apostrophe as books print it
    ("movement-6", "Ce livre que je n'ai jamais lu.", False),
]
GERMAN = [
    ("agreement-3", "Meine Tante, welche drei Söhne hat, ist überglücklich.", True),
    ("agreement-3", "Meine Tante, die drei Söhne hat, sind glücklich.", False),
    ("pronouns-5", "Der Mond ist weit fort, aber ich kann ihn sehen.", True),
    ("pronouns-5", "Der Mond ist weit fort, aber ich kann es sehen.", False),
    ("negation-3", "Nicht jede Katze kann schwimmen.", True),
    ("negation-3", "Keine Katze kann schwimmen.", False),
    ("questions-4", "Weshalb weint dein Bruder denn?", True),
    ("questions-4", "Warum dein Bruder weint?", False),
    ("tense-3", "Als ich ankam, hatte sie schon gegessen.", True),
    ("tense-3", "Sie hat schon gegessen, als ich ankam.", False),
    ("adjectives-1", "Er kaufte einen großen, roten Wagen.", True),
    ("adjectives-1", "Er kaufte ein großes rote Auto.", False),
    ("possessives-1", "Meiner Schwester Mann ist Arzt.", True),
    ("possessives-1", "Mein Mann ist die Schwester des Arztes.", False),
    ("compounds-2", "Ich benötige ein Küchenmesser.", True),
    ("compounds-2", "Ich brauche ein Messer Küche.", False),
    ("dative-2", "Meinem Bruder will ich helfen.", True),
    ("dative-2", "Ich will meinen Bruder helfen.", False),
    ("passive-4", "Mir wurde eine neue Uhr geschenkt.", True),
    ("passive-4", "Ich wurde eine neue Uhr gegeben.", False),
    ("relatives-2", "Das Buch, welches ich las, war öde.", True),
    ("relatives-2", "Das Buch, das ich habe gelesen, war langweilig.", False),
    ("numbers-4", "Es ist sieben Uhr dreißig.", True),
    ("numbers-4", "Es ist halb sieben.", False),
    ("idiom-4", "Ich mache nur Spaß.", True),
    ("idiom-4", "Ich ziehe an deinem Bein.", False),
    ("repetition-2", "Sie wartete, wartete und wartete.", True),
    ("repetition-2", "Sie hat gewartet und gewartet.", False),
    ("names-5", "Wir sind von Talvena bis Kirridge gefahren.", True),
    ("names-5", "Wir sind von Kirridge nach Talvena gefahren.", False),
    ("coordination-3", "Weder meine Mutter noch mein Vater kann schwimmen.", True),
    ("coordination-3", "Mein Vater und meine Mutter können nicht schwimmen.", False),
    ("ellipsis-5", "Euer Haus ist größer als unser Haus.", True),
    ("ellipsis-5", "Euer Haus ist größer als unsere.", False),
    ("movement-1", "Sie ruft ihre Mutter jeden Abend an.", True),
    ("movement-1", "Sie anruft jeden Abend ihre Mutter.", False),
]


@pytest.mark.parametrize(("item", "output", "right"), FRENCH)
def test_a_french_output_is_judged_by_the_one_thing_that_is_asked(item: str, output: str, right: bool) -> None:
    assert judge(ITEMS["en-fr"][item], output) is right


@pytest.mark.parametrize(("item", "output", "right"), GERMAN)
def test_a_german_output_is_judged_by_the_one_thing_that_is_asked(item: str, output: str, right: bool) -> None:
    assert judge(ITEMS["en-de"][item], output) is right


@pytest.mark.parametrize("pair", PAIRS)
def test_a_set_has_six_sentences_in_each_of_eighteen_categories(pair: str) -> None:
    written = tomllib.loads((FOLDER / f"{pair}.toml").read_text(encoding="utf-8"))["sentences"]
    assert len(written) == len(SETS[pair].items) == 108
    assert set(Counter(one["category"] for one in written).values()) == {6}
    assert [*SETS[pair].by_category] == list(CATEGORIES)
    assert [item.id for items in SETS[pair].by_category.values() for item in items] == [one["id"] for one in written]
    assert SETS[pair].sha256 == hashlib.sha256((FOLDER / f"{pair}.toml").read_bytes()).hexdigest()


@pytest.mark.parametrize("pair", PAIRS)
def test_every_sentence_is_short_and_every_word_of_it_is_linked(pair: str) -> None:
    for item in SETS[pair].items:
        assert 4 <= len(item.source.split()) <= 14, item.id
        linked = {source for source, _ in item.alignment.sure | item.alignment.possible}
        assert linked == set(range(len(split_words(item.source)))), item.id


@pytest.mark.parametrize("pair", PAIRS)
def test_neither_the_english_nor_silence_passes(pair: str) -> None:
    named = {item.id for item in SETS[pair].items if item.category == "unknown names"}  # which are copied
    assert {item.id for item in SETS[pair].items if judge(item, item.source)} <= named | {"numbers-2", "numbers-3"}
    assert not any(judge(item, "") or judge(item, "…") for item in SETS[pair].items)


@pytest.mark.parametrize("pair", PAIRS)
def test_no_reference_passes_the_check_of_most_others(pair: str) -> None:
    """A pattern that is found everywhere would ask nothing."""
    for item in SETS[pair].items:
        assert sum(judge(item, other.reference) for other in SETS[pair].items) <= 108 // 4, item.id


def test_the_verdicts_that_a_person_was_held_against_are_still_those_of_the_patterns() -> None:
    with (FOLDER.parent / "measured" / "challenge.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        assert judge(ITEMS[row["set"]][row["id"]], row["translation"]) is (row["pattern"] == "yes"), row
    judged, agreed = (
        Counter(row["set"] for row in rows if all_of_them or row["judged"] == row["pattern"])
        for all_of_them in (True, False)
    )
    said = [
        f"{agreed[pair]} of {judged[pair]} in {language}"
        for pair, language in zip(PAIRS, ("French", "German"), strict=True)
    ]
    assert " and ".join(said) in (challenge_set.__doc__ or "")


def test_a_pair_takes_the_set_of_its_languages_and_others_are_told_what_there_is() -> None:
    assert read_challenge("en-fr-broad").sha256 == read_challenge("en-fr/bahdanau").sha256 == SETS["en-fr"].sha256
    assert has_challenge("en-fr-broad")
    assert not has_challenge("en-ja")
    with pytest.raises(ChallengeError, match="no challenge set for en-ja; there are: en-de, en-fr"):
        read_challenge("en-ja")
    with pytest.raises(ChallengeError, match="there are: en-de, en-fr"):
        read_challenge("../checkpoints/en-fr")


LINKS = 'links = "0-0 1-1 2-2 3-3 4-4 4-5 5-6 6-6 7-7 8-8 9-9 10-10"'


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('category = "negation"', 'category = "denial"', "sentences.*category"),
        ('id = "negation-2"', 'id = "negation-1"', "id is there twice: negation-1"),
        ('-2"\ncategory = "negation"', '-2"\ncategory = "idiom"', "negation has 5, idiom has 7"),
        (LINKS, 'links = "0-0 1-11"', "agreement-1: links: .*no target word 11; they are 0 to 10"),
        (LINKS, 'links = "0-0 11-0"', "agreement-1: links: .*no source word 11"),
        (LINKS, 'links = "0:0"', "agreement-1: links: .*a link is two numbers"),
        ("right = '\\best\\b.*\\b(?:grande", "right = '\\best\\b.*\\b(?:(grande", "right is not a regular expr"),
        ("wrong = '\\bsont\\b'", "wrong = '\\best\\b'", "agreement-1: its own reference does not pass its check"),
        ('source = "The girl', 'source = "The  girl', "agreement-1: source is empty or has spaces"),
        ('asks = "Is the girl', 'asked = "Is the girl', "asks: Field required; sentences.0.asked: Extra inputs"),
        ('id = "agreement-1"', "id = 1", "sentences.0.id: Input should be a valid string"),
        ("[[sentences]]\n", "[[sentences\n", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_challenge_set_is_refused_with_what_is_wrong(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (FOLDER / "en-fr.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "en-fr.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ChallengeError, match=said):
        read_challenge("en-fr", tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"sentences = []", b"sentences = 3"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "en-fr.toml").write_bytes(content)
    with pytest.raises(ChallengeError, match=r"the challenge set en-fr\.toml cannot be read"):
        read_challenge("en-fr", tmp_path)


@pytest.mark.parametrize("pair", PAIRS)
def test_what_a_model_says_without_end_is_judged_in_time(pair: str) -> None:
    """Greedy search may say one word until it is stopped; words of the references are the worst of all."""
    for item in SETS[pair].items:
        words = item.reference.split()
        for word in (words[0], words[len(words) // 2], " ".join(words)):
            judge(item, " ".join([word] * 120))


def test_a_pattern_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge_set, "SECONDS", 0.05)
    slow = ITEMS["en-fr"]["idiom-1"].model_copy(update={"right": r"^(?:a|aa)+[bc]"})
    with pytest.raises(ChallengeError, match="idiom-1: the pattern takes too long on “aaa"):
        judge(slow, "a" * 60)
