from __future__ import annotations

import subprocess
import sys

import pytest

import engine


@pytest.mark.parametrize("name", [*engine.__all__, *engine._MODULES])
def test_a_public_name_is_there_and_listed(name):
    found = getattr(engine, name)
    assert name in dir(engine)
    home = getattr(found, "__module__", None) or found.__name__
    assert home.startswith("engine.")


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="'engine' has no attribute 'blob'"):
        engine.blob  # noqa: B018


def test_nothing_is_imported_before_it_is_asked_for():
    code = (
        "import sys, engine\n"
        "assert not {'numpy', 'onnx', 'PIL'} & set(sys.modules)\n"
        "engine.load\n"
        "assert 'numpy' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
