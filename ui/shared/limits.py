"""What an operator may change by environment variables, and what holds otherwise."""

import logging
import os

CORES = os.cpu_count() or 2


def _limit(name: str, usual: int) -> int:
    """A whole number from 1 on; what is not one is said in the log, and the usual one taken."""
    given = os.environ.get(f"ALIGNSCOPE_{name}", "")
    if given.isascii() and given.isdecimal() and 0 < int(given) < 10**9:
        return int(given)
    if given:
        logging.getLogger("alignscope").warning(
            "ALIGNSCOPE_%s is %r, not a whole number from 1 on: %d is used", name, given[:40], usual
        )
    return usual


SENTENCES_A_MINUTE = _limit("SENTENCES_A_MINUTE", 60)  # of one visitor; whoever asks for more waits
JOBS_AT_ONCE = _limit("JOBS_AT_ONCE", max(1, CORES - 1))  # of all visitors; one core is left to the pages
JOB_MINUTES = _limit("JOB_MINUTES", 30)
JOB_MEGABYTES = _limit("JOB_MEGABYTES", 4000)
