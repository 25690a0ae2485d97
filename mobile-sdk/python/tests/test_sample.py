"""The sample checks a folder of pictures: good, forged, and not to be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import qrcode
from PIL import Image
from vectors import read

SAMPLE = Path(__file__).parents[1] / "sample/check_pictures.py"


def draw(text: str, path: Path) -> None:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    picture = code.make_image()
    with path.open("wb") as file:
        picture.save(file)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SAMPLE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_sample_prints_a_table_of_a_folder_of_pictures(tmp_path: Path) -> None:
    """It has the machine's own clock, by which the vectors are over: what it says is about codes, not about times."""
    file = read("checks.json")
    cases = {case["name"]: case["qr"] for case in file["cases"]}
    (tmp_path / "roots.json").write_text(str(file["roots"]).replace("'", '"'))
    (tmp_path / "bundle").write_bytes(bytes.fromhex(file["bundle"]))
    folder = tmp_path / "pictures"
    folder.mkdir()
    draw(cases["presentation-0"], folder / "good.png")
    forged = cases["presentation-0"]
    draw(forged[:-9] + forged[-8:] + "0", folder / "forged.png")
    draw("https://example.com/", folder / "link.png")
    Image.new("L", (300, 300), 255).save(folder / "white.png")
    (folder / "text.txt").write_text("no picture")
    with_bundle = ("--roots", tmp_path / "roots.json", "--bundle", tmp_path / "bundle", folder)
    done = run(*with_bundle)
    rows = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert done.returncode == 1, done.stderr
    assert rows["link.png"].split()[0] == "unknown_format"
    assert rows["white.png"] == f"{'unreadable':24}  No QR code could be read"
    assert rows["text.txt"].startswith("no picture")
    assert set(rows) == {"good.png", "forged.png", "link.png", "white.png", "text.txt"}
    korean = run("--language", "ko", *with_bundle)
    assert "QR 코드를 읽지 못했습니다" in korean.stdout

    assert run("--roots", tmp_path / "bundle", folder).returncode == 2
    (tmp_path / "bundle").write_bytes(b"?")
    refused = run(*with_bundle)
    assert (refused.returncode, refused.stderr.strip().rsplit(": ", 1)[1]) == (2, "malformed")
