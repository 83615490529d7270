"""Numbers of things in words, in the singular where there is one."""


def counted(number: int, what: str = "sentence") -> str:
    """“1 sentence”, “2,000 sentences”; `what` is a noun whose plural ends in s."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
