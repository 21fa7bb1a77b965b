"""What the process that faces children holds, and what it has no business with."""

import subprocess
import sys

_LOADED = "import sys, composition.gateway; print(*sys.modules)"


def test_it_does_not_load_how_staff_sign_in() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True
    )
    loaded = set(said.stdout.split())
    assert "composition.gateway" in loaded
    assert not loaded & {"webauthn", "argon2", "handoff.staff", "handoff.desk.account"}
