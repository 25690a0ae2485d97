#!/usr/bin/env python3
"""Makes the two fonts of the paper pass: see README.md beside this file.

usage: subset.py Pretendard-Regular.otf DroidSansFallbackFull.ttf
"""
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# What a display name may hold (wire format, section 3), digits for an issuer's name, and punctuation for our sentences.
LETTERS = [
    (0x20, 0x7E), (0xB7, 0xB7), (0xC0, 0x17F), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1EA0, 0x1EF9), (0x2013, 0x2014),
    (0x2018, 0x2019), (0x201C, 0x201D), (0x2026, 0x2026), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FC),
    (0xAC00, 0xD7A3),
]
# Of the 20,992 ideographs those that a national standard thought worth encoding, in Korea, China, Japan or Taiwan.
STANDARDS = ["euc_kr", "gb2312", "iso2022_jp"]
BIG5_LEVEL_1_END = b"\xc6\xa1"


def ideographs():
    for code in range(0x4E00, 0xA000):
        big5 = chr(code).encode("big5", "ignore")
        if 0 < len(big5) and big5 <= BIG5_LEVEL_1_END or any(chr(code).encode(name, "ignore") for name in STANDARDS):
            yield code


def make(source, target, family, characters):
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 5, 13, 14], notdef_outline=True)
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    # Modified fonts do not use the names of the originals.
    for number, text in [(1, family), (2, "Regular"), (4, family), (6, family.replace(" ", "") + "-Regular")]:
        font["name"].setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [family.replace(" ", "") + "-Regular"]
        cff.topDictIndex[0].FamilyName = cff.topDictIndex[0].FullName = family
        for part in getattr(cff.topDictIndex[0], "FDArray", []):
            part.FontName = family.replace(" ", "") + "-Regular"
    font.save(target)
    print(target, len(font.getBestCmap()), "characters")


if __name__ == "__main__":
    make(sys.argv[1], "haetae-sans.otf", "Haetae Sans", [c for first, last in LETTERS for c in range(first, last + 1)])
    make(sys.argv[2], "haetae-sans-han.ttf", "Haetae Sans Han", [0x3005, *ideographs()])
