"""Words that carry grammar rather than matter, by language: articles, pronouns, prepositions, auxiliaries and the like.

Our own short lists, lower case. What is not in them and has a letter in it counts as a content word.
"""

FUNCTION_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a an the this that these those some any no not every each all both either neither such what which whose
            who whom i me my mine you your yours he him his she her hers it its we us our ours they them their theirs
            myself yourself himself herself itself ourselves themselves one ones somebody anybody nobody someone anyone
            something anything nothing of in on at to from by for with without into onto over under above below between
            among through during before after since until till about against across along around behind beside near off
            out up down upon toward towards and or but nor so yet if because although though while when where why how
            whether than as then there here too also very just only ever never again am is are was were be been being
            do does did done doing have has had having will would shall should can could may might must ought let
            i'm you're he's she's it's we're they're i've you've we've they've i'll you'll he'll she'll it'll we'll
            they'll i'd you'd he'd she'd we'd they'd don't doesn't didn't isn't aren't wasn't weren't won't wouldn't
            can't cannot couldn't shouldn't mustn't haven't hasn't hadn't let's that's there's what's who's where's
        """,
        # and the commonest forms of être and avoir
        "fr": """
            le la les l' un une des du de d' à au aux en dans sur sous par pour avec sans chez vers entre contre depuis
            pendant avant après jusque jusqu' et ou mais donc or ni car que qu' qui quoi dont où quand comme si lorsque
            lorsqu' puisque puisqu' parce je j' tu il elle on nous vous ils elles me m' te t t' se s' lui leur y moi toi
            soi eux ce c' cet cette ces cela ça ceci celui celle ceux celles mon ton son ma ta sa mes tes ses notre
            votre nos vos leurs ne n' pas plus jamais rien personne aucun aucune est es suis sommes êtes sont était
            étais étaient étions étiez été être sera serai seras serons serez seront soit ai as a avons avez ont avais
            avait avions aviez avaient eu avoir aura aurai auras aurons aurez auront ait aie
        """,
        # and the commonest forms of sein, haben, werden and the modal verbs
        "de": """
            der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines ich mich mir
            du dich dir er ihn ihm sie ihr ihnen es wir uns euch man sich mein meine meinen meinem meiner meines dein
            deine deinen deinem deiner deines sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres unser
            unsere unseren unserem unserer unseres euer eure euren eurem eurer eures dieser diese dieses diesen diesem
            jener jene jenes jenen jenem jeder jede jedes jeden jedem alle allen aller alles wer wen wem wessen was
            welcher welche welches welchen welchem jemand niemand etwas nichts in im an am auf aus bei beim mit nach
            seit von vom zu zum zur für durch gegen ohne um bis über unter vor hinter neben zwischen während wegen trotz
            ins ans aufs und oder aber denn sondern dass ob wenn weil als wie da damit obwohl bevor nachdem wo wann
            warum hier dort dann nicht noch nie auch nur sehr schon so ja doch mal bin bist ist sind seid war warst
            waren wart gewesen wäre wären habe hast hat haben habt hatte hattest hatten hattet gehabt hätte hätten werde
            wirst wird werden werdet wurde wurden geworden worden würde würden kann kannst können konnte konnten könnte
            könnten muss musst müssen musste mussten soll sollst sollen sollte sollten will willst wollen wollte wollten
            darf dürfen durfte mag möchte möchten
        """,
    }.items()
}


def kind_of(word: str, language: str) -> str | None:
    """ "function" or "content"; None for punctuation and markup such as "</s>". Without a list all is content."""
    if word.startswith(("<", "&")) or not any(character.isalpha() for character in word):
        return None
    straight = word.lower().replace("’", "'")
    return "function" if straight in FUNCTION_WORDS.get(language, ()) else "content"
