"""Sentences to begin with. They are our own; each shows something that a diagonal alignment does not."""

from dataclasses import dataclass

from seq2seq_core.registry import languages_of


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, and what to look for in its alignment."""

    name: str
    text: str
    look_for: str


_FROM_ENGLISH = (
    Example(
        "Repeated words",
        "The cat saw the dog and the dog saw the cat.",
        "The same word stands in several columns. A model that attends must tell the first dog from the second.",
    ),
    Example(
        "Long sentence",
        "When we came home late in the evening, the children were already asleep, the lights were out, "
        "and my mother was waiting for us in the kitchen with a cup of hot coffee.",
        "Over thirty words: without attention, all of them have to fit into one vector of fixed length.",
    ),
)
EXAMPLES = {  # by language pair: what two languages order differently is another thing for every two
    "en-fr": (
        Example(
            "Adjectives",
            "The black cat sleeps on the red chair.",
            "French puts most adjectives after the noun: black cat becomes chat noir, and the path crosses itself.",
        ),
        Example(
            "Negation",
            "I do not like cold tea.",
            "One English not becomes two French words around the verb, ne and pas. Which of them looks at not?",
        ),
        Example(
            "Object pronouns",
            "She gave it to him yesterday.",
            "French moves it and him in front of the verb, so watch what the rows of these pronouns look at.",
        ),
        Example(
            "Question",
            "Where did you put my keys?",
            "English did has no French word of its own: see which words look at it, and its coverage below the map.",
        ),
        *_FROM_ENGLISH,
    ),
    "en-de": (
        Example(
            "Verb at the end",
            "I have not read the red book yet.",
            "The participle goes to the end: read becomes gelesen, the last word, whose row looks back to the middle.",
        ),
        Example(
            "Separable verb",
            "She calls her mother every evening.",
            "One English verb becomes two German words far apart, ruft and an. Do both rows look at calls?",
        ),
        Example(
            "Clauses",
            "I know that he bought the house because he likes the garden.",
            "In German clauses the verb comes last, so bought and likes wait for the words behind them.",
        ),
        Example(
            "Question",
            "Where did you put my keys?",
            "Did and put become hast and a participle at the end, with all the other words between them.",
        ),
        *_FROM_ENGLISH,
    ),
    "en-ja": (
        Example(
            "Verb at the end",
            "She went to the station by bus.",
            "The Japanese verb comes last and the place before it, so the path runs from the right to the left.",
        ),
        Example(
            "Relative clause",
            "The book that he is reading is interesting.",
            "What follows book in English stands before it in Japanese: he and reading come first, that has no word.",
        ),
        Example(
            "Negation",
            "I do not like cold tea.",
            "Not becomes the ending な い at the very end. Do its two rows look at not, which stands near the front?",
        ),
        Example(
            "Question",
            "Where did you put my keys?",
            "Where stays in the middle and か at the end makes the question: see what the row of か looks at.",
        ),
        *_FROM_ENGLISH,
    ),
}
OTHER = (Example("Numbers", "1 2 3", "A neutral start for languages that have no examples yet."),)


def examples_for(pair: str) -> tuple[Example, ...]:
    """The examples for the languages of a pair such as "en-fr" or "en-fr-broad", never none."""
    source, target = languages_of(pair)
    return EXAMPLES.get(f"{source}-{target}", _FROM_ENGLISH if source == "en" else OTHER)
