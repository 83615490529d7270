"""Running the command line as its tests do."""

from click.testing import CliRunner, Result

from seq2seq_core.__main__ import main


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def ok(*arguments: str, stdin: str | bytes | None = None) -> list[str]:
    """The lines a command prints when all goes well."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(*arguments: str, stdin: str | bytes | None = None) -> str:
    """What a command says when the user made a mistake: one clear message and exit status 2, no traceback."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr
