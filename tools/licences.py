"""Refuses a dependency whose licence this project may not ship beside its own (Apache-2.0).

Weak copyleft is accepted for what is used unchanged as a package of its own. It looks at what is
installed, so it never needs a network.
"""

import json
import subprocess
import sys

ACCEPTED = (
    "apache",
    "bsd",
    "isc",
    "mit",
    "mpl",
    "mozilla public license",
    "psf",
    "python software foundation",
    "unlicense",
    "cc0",
    "lgpl",
    "0bsd",
    "public domain",
)


def main() -> int:
    """Print every package whose licence is not accepted; 1 if there is one."""
    listed = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"],
        check=True,
        capture_output=True,
        text=True,
    )
    packages = json.loads(listed.stdout)
    refused = [package for package in packages if not _accepted(package["License"])]
    for package in refused:
        print(f"{package['Name']}: {package['License']} is not an accepted licence")
    print(f"{len(packages)} licences looked at, {len(refused)} refused")
    return 1 if refused or not packages else 0


def _accepted(licence: str) -> bool:
    return any(name in licence.lower() for name in ACCEPTED)


if __name__ == "__main__":
    sys.exit(main())
