"""Checks the pictures of a folder and prints a table.

    python check_pictures.py --roots roots.json --bundle bundle FOLDER
    python check_pictures.py --roots roots.json --service https://haetae.example FOLDER

With --service it fetches what it trusts, keeps that in --data, and checks without a network the next time.
It needs Pillow. The exit status is 0 where all pictures are admitted, 1 where one is not, and 2 where it cannot check.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from haetae import Admission, FileSlots, HaetaeError, Scanner, TrustSync, Verdict


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--roots", type=Path, required=True, help="the roots that the operator of the service gave you")
    parser.add_argument("--bundle", type=Path, help="the trust data, as a file")
    parser.add_argument("--service", help="where to fetch it instead")
    parser.add_argument("--data", type=Path, default=Path("haetae-trust"), help="where to keep what was fetched")
    parser.add_argument("--policy", help="the policy of the venue")
    parser.add_argument("--language", choices=["ko", "en"], default="en")
    return parser.parse_args()


def ready_scanner(asked: argparse.Namespace) -> Scanner:
    scanner = Scanner(asked.roots.read_text(), policy=asked.policy)
    if asked.bundle is not None:
        outcome = scanner.take_bundle(asked.bundle.read_bytes())
        if outcome != "taken":
            raise HaetaeError(f"{asked.bundle} is not accepted: {outcome}")
    if asked.service is not None:
        sync = TrustSync(scanner, f"{asked.service.rstrip('/')}/v1/trust/", storage=FileSlots(asked.data))
        sync.restore()
        sync.run()
        if sync.status.trouble is not None:
            print(f"{sync.status.trouble}; checking with what is here", file=sys.stderr)
    return scanner


def check(scanner: Scanner, path: Path) -> Verdict | str:
    """The verdict on a picture, or why it is none."""
    try:
        with Image.open(path) as picture:
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError) as error:
        return f"no picture: {type(error).__name__}"
    return scanner.check_picture(grey.tobytes(), grey.width, grey.height)


def main() -> int:
    asked = arguments()
    try:
        scanner = ready_scanner(asked)
        paths = sorted(path for path in asked.folder.iterdir() if path.is_file())
    except (HaetaeError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    width = max((len(path.name) for path in paths), default=0)
    good = True
    for path in paths:
        verdict = check(scanner, path)
        if isinstance(verdict, str):
            line, good = verdict, False
        else:
            warnings = [warning.code for warning in verdict.warnings] if isinstance(verdict, Admission) else []
            line = f"{'+'.join([verdict.code, *warnings]):24}  {verdict.words(asked.language).headline}"
            good &= isinstance(verdict, Admission)
        print(f"{path.name:{width}}  {line}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
