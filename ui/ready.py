"""What every page imports first: the packages that import modules of their own.

Visitors who arrive at a new server at once run pages in several threads, and two threads that import such a package and
a module of it at the same time wait for each other: Python ends one of them with a _DeadlockError, and its visitor sees
an error. Whoever imports this module first does it all; the others wait for that.
"""

import seq2seq_core  # noqa: F401
import seq2seq_core.alignments  # noqa: F401
import seq2seq_core.corpus.detectors  # noqa: F401
import seq2seq_core.pictures  # noqa: F401
import ui.how_it_works.flow_view  # noqa: F401
