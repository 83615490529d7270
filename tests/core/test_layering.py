"""Who may import whom: app and pages know ui, ui knows figures and the core, the core and figures know nobody."""

import ast
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WITHOUT = """
    import importlib, pkgutil, sys
    for name in {blocked!r}:
        sys.modules[name] = None  # any import of it fails
    package = importlib.import_module({package!r})
    for module in pkgutil.walk_packages(package.__path__, {package!r} + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    print(sorted(name for name in {blocked!r} if sys.modules.get(name)))
"""


def imports(path: Path) -> set[str]:
    """The names of top-level packages that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def modules(*places: str) -> list[Path]:
    found = []
    for place in places:
        path = ROOT / place
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []
    return found


@pytest.mark.parametrize(
    ("package", "blocked"),
    [
        ("seq2seq_core", ["streamlit", "plotly", "figures", "ui"]),
        ("figures", ["streamlit", "plotly", "torch", "ui"]),
    ],
)
def test_a_lower_layer_can_be_imported_where_the_upper_ones_do_not_exist(package: str, blocked: list[str]) -> None:
    if not modules(package):
        pytest.skip(f"there is no {package} yet")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WITHOUT.format(package=package, blocked=blocked))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


# The rooms of the core, upper ones last; each knows only those before it, and the files beside them.
ROOMS = (
    "pictures",
    "model",
    "decoding",
    "attribution",
    "analysis",
    "evaluation",
    "alignments",
    "challenge",
    "corpus",
    "training",
    "cli",
)


def modules_imported(path: Path) -> set[str]:
    """The modules of the core that a file imports, by their names below seq2seq_core."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("seq2seq_core."):
            found.add(node.module.removeprefix("seq2seq_core."))
    return found


def test_a_room_of_the_core_knows_only_the_rooms_below_it() -> None:
    for number, room in enumerate(ROOMS):
        above = set(ROOMS[number + 1 :])
        for path in modules(f"seq2seq_core/{room}"):
            assert not {name for name in modules_imported(path) if name.split(".")[0] in above}, path


def test_no_module_of_the_core_leads_back_to_itself() -> None:
    known = {
        ".".join(path.relative_to(ROOT / "seq2seq_core").with_suffix("").parts): modules_imported(path)
        for path in modules("seq2seq_core")
    }
    while leaves := {name for name, needed in known.items() if not needed & known.keys()}:
        known = {name: needed for name, needed in known.items() if name not in leaves}
    assert not known, "these import each other in a circle"


@pytest.mark.parametrize(
    ("places", "forbidden"),
    [
        (["seq2seq_core"], {"streamlit", "plotly", "figures", "ui", "app"}),
        (["figures"], {"streamlit", "plotly", "torch", "ui", "app"}),
        (["ui"], {"app", "pages"}),
    ],
)
def test_imports_run_one_way(places: list[str], forbidden: set[str]) -> None:
    assert not {str(path.relative_to(ROOT)): imports(path) & forbidden for path in modules(*places) if
                imports(path) & forbidden}  # fmt: skip


def test_only_the_table_of_a_corpus_needs_pandas_and_no_command_does() -> None:
    found = [path for path in modules("seq2seq_core") if "pandas" in imports(path)]
    assert [path.relative_to(ROOT / "seq2seq_core").as_posix() for path in found] == [
        "corpus/cells.py",
        "corpus/table.py",
    ]
    asked = "import sys; sys.modules['pandas'] = None; import seq2seq_core, seq2seq_core.cli.group"
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=60, cwd=ROOT)


def test_only_pages_and_ui_import_streamlit() -> None:
    benchmarks = (
        "benchmarks/costs.py",
        "benchmarks/visitors.py",
    )  # which run pages as tests do and speak to the server
    allowed = set(modules("app.py", "pages", "ui", "tests", *benchmarks))
    everything = [path for path in ROOT.rglob("*.py") if not any(part.startswith(".") for part in path.parts)]
    found = [path for path in everything if "streamlit" in imports(path)]
    assert [str(path.relative_to(ROOT)) for path in found if path not in allowed] == []


def first_party(path: Path) -> list[str]:
    """The modules of ours that a file imports on its first level, in order."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        found += [name for name in names if name.split(".")[0] in ("seq2seq_core", "figures", "ui")]
    return found


def test_pages_import_first_what_threads_would_import_in_each_others_way() -> None:
    for path in modules("app.py", "pages"):
        assert first_party(path)[0] == "ui.ready", path
    own = {
        package
        for path in modules("seq2seq_core", "figures", "ui")
        if path.name == "__init__.py"
        for package in [".".join(path.relative_to(ROOT).parent.parts)]
        if any(name.startswith(f"{package}.") for name in first_party(path))
    }
    of_others = {name for name in own if any(name.startswith(f"{other}.") for other in own - {"seq2seq_core"})}
    assert own - of_others == set(first_party(ROOT / "ui" / "ready.py"))


def test_the_public_names_exist_and_are_all_there_is_to_know() -> None:
    import seq2seq_core

    assert sorted(seq2seq_core.__all__) == seq2seq_core.__all__
    assert all(hasattr(seq2seq_core, name) for name in seq2seq_core.__all__)
