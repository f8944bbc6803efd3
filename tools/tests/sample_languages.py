"""How the samples of the docs are run: each language reads its program from standard input."""

import shutil
import subprocess
import sys

import pytest

_GO = 'folder=$(mktemp -d); trap "rm -r $folder" EXIT; cat >"$folder/sample.go"; go run "$folder/sample.go"'
_LANGUAGES = {
    "curl": (["bash"], ["bash", "curl", "jq"]),
    "python": ([sys.executable, "-"], []),
    "php": (["php"], ["php"]),
    "javascript": (["node", "--input-type=module", "-"], ["node"]),
    "ruby": (["ruby", "-"], ["ruby"]),
    "go": (["bash", "-c", _GO], ["bash", "go"]),
}


def run(language, program):
    """What became of the program. Skips where the language is not installed."""
    command, needed = _LANGUAGES[language]
    missing = [name for name in needed if not shutil.which(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")
    return subprocess.run(command, input=program, capture_output=True, text=True, timeout=120, check=False)
