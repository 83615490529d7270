"""Translations of our own of our own examples, each aligned by hand: links count the words of the maps from 0.

Sure links join words that translate each other. Possible ones ("3?4") join those that belong together only in part: an
article or an auxiliary that has no word of its own on the other side, or a word of a phrase that was translated whole.
In Japanese a particle is possibly linked to the word that it marks, and stems and endings stand apart, as the models
write them.
"""

from dataclasses import dataclass

from seq2seq_core.registry import languages_of


@dataclass(frozen=True, slots=True)
class HandAligned:
    """A translation and its links, as `seq2seq_core.hand_alignment` reads them."""

    text: str
    links: str


# By the language pair and the name of the example.
HAND_ALIGNED = {
    ("en-fr", "Adjectives"): HandAligned(
        "Le chat noir dort sur la chaise rouge.",
        "0-0 1-2 2-1 3-3 4-4 5-5 6-7 7-6 8-8",
    ),
    ("en-fr", "Negation"): HandAligned(
        "Je n'aime pas le thé froid.",
        "0-0 1?1 1?3 2-1 2-3 3-2 4-6 5-5 5?4 6-7",
    ),
    ("en-fr", "Object pronouns"): HandAligned(
        "Elle le lui a donné hier.",
        "0-0 1-4 1?3 2-1 3?2 4-2 5-5 6-6",
    ),
    ("en-fr", "Question"): HandAligned(
        "Où as-tu mis mes clés ?",
        "0-0 1?1 1?4 2-3 3-4 3?1 4-5 5-6 6-7",
    ),
    ("en-fr", "Repeated words"): HandAligned(
        "Le chat a vu le chien et le chien a vu le chat.",
        "0-0 1-1 2-3 2?2 3-4 4-5 5-6 6-7 7-8 8-10 8?9 9-11 10-12 11-13",
    ),
    ("en-fr", "Long sentence"): HandAligned(
        "Quand nous sommes rentrés tard dans la soirée, les enfants dormaient déjà, les lumières étaient éteintes, "
        "et ma mère nous attendait dans la cuisine avec une tasse de café chaud.",
        "0-0 1-1 2-3 2?2 3?3 4-4 5-5 6-6 7-7 8-8 9-9 10-10 11?11 12-12 13-11 14-13 15-14 16-15 17-16 18-17 19-18 20-19 "
        "21-20 22-21 23?23 24-23 25?23 26-22 27-24 28-25 29-26 30-27 31-28 32-29 33-30 34-32 35-31 36-33",
    ),
    ("en-de", "Verb at the end"): HandAligned(
        "Ich habe das rote Buch noch nicht gelesen.",
        "0-0 1-1 2-6 3-7 4-2 5-3 6-4 7-5 8-8",
    ),
    ("en-de", "Separable verb"): HandAligned(
        "Sie ruft jeden Abend ihre Mutter an.",
        "0-0 1-1 1-6 2-4 3-5 4-2 5-3 6-7",
    ),
    ("en-de", "Clauses"): HandAligned(
        "Ich weiß, dass er das Haus gekauft hat, weil er den Garten mag.",
        "0-0 1-1 2-3 2?2 3-4 4-7 4?8 5-5 6-6 7-10 7?9 8-11 9-14 10-12 11-13 12-15",
    ),
    ("en-de", "Question"): HandAligned(
        "Wohin hast du meine Schlüssel gelegt?",
        "0-0 1?1 2-2 3-5 3?1 4-3 5-4 6-6",
    ),
    ("en-de", "Repeated words"): HandAligned(
        "Die Katze sah den Hund und der Hund sah die Katze.",
        "0-0 1-1 2-2 3-3 4-4 5-5 6-6 7-7 8-8 9-9 10-10 11-11",
    ),
    ("en-de", "Long sentence"): HandAligned(
        "Als wir spät am Abend nach Hause kamen, schliefen die Kinder schon, die Lichter waren aus, "
        "und meine Mutter wartete in der Küche mit einer Tasse heißem Kaffee auf uns.",
        "0-0 1-1 2-7 3-6 3?5 4-2 5-3 6?3 7-4 8-8 9-10 10-11 11?9 12-12 13-9 14-13 15-14 16-15 17-16 18-17 19-18 20-19 "
        "21-20 22-21 23?22 24-22 25-31 26-32 27-23 28-24 29-25 30-26 31-27 32-28 34-29 35-30 36-33",
    ),
    ("en-ja", "Verb at the end"): HandAligned(
        "彼女 は バス で 駅 へ 行 っ た 。",
        "0-0 0?1 1-6 1-7 1-8 2-5 3?4 4-4 5-3 6-2 7-9",
    ),
    ("en-ja", "Relative clause"): HandAligned(
        "彼 が 読 ん で い る 本 は 面白 い 。",
        "0?7 1-7 1?8 2?7 3-0 3?1 4-5 4-6 5-2 5-3 5?4 6?10 7-9 7-10 8-11",
    ),
    ("en-ja", "Negation"): HandAligned(
        "私 は 冷た い お 茶 が 好き で は な い 。",
        "0-0 0?1 1?8 2?9 2-10 2-11 3?6 3-7 3?8 4-2 4-3 5-4 5-5 6-12",
    ),
    ("en-ja", "Question"): HandAligned(
        "私 の 鍵 を どこ に 置 き ま し た か 。",
        "0-4 0?5 1?8 1?9 1-10 3-6 3-7 4-0 4-1 5-2 5?3 6-11 6-12",
    ),
    ("en-ja", "Repeated words"): HandAligned(
        "猫 は 犬 を 見 て 、 犬 は 猫 を 見 た 。",
        "0?0 1-0 1?1 2-4 2?5 3?2 4-2 4?3 5-5 5?6 6?7 7-7 7?8 8-11 8-12 9?9 10-9 10?10 11-13",
    ),
    ("en-ja", "Long sentence"): HandAligned(
        "夜 遅 く 家 に 帰 る と 、 子供 たち は もう 眠 っ て い て 、 明かり は 消え 、 "
        "母 は 台所 で 一 杯 の 熱 い コーヒー を 持 っ て 私 たち を 待 っ て い た 。",
        "0-7 2-5 2-6 3-3 3?4 4-1 4-2 5?0 6?0 7-0 8-8 9?9 10-9 10-10 10?11 11?15 11-16 12-12 13-13 13-14 14?17 14-18 "
        "15?19 16-19 16?20 17?21 18-21 19-22 20?22 21?23 22-23 22?24 23?42 23-43 23-44 24-40 24-41 25-39 26-37 26-38 "
        "27-26 28?25 29-25 30-34 30-35 30-36 31-27 32-28 33-29 34-30 34-31 35-32 35?33 36-45",
    ),
}


def hand_aligned(pair: str, example: str | None) -> HandAligned | None:
    """Our translation of an example for the languages of a pair such as "en-fr" or "en-fr-broad", if there is one."""
    return HAND_ALIGNED.get(("-".join(languages_of(pair)), example or ""))
