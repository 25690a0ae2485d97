#!/usr/bin/env python3
"""Writes scanner.json: what happens to a scanner over time, in the words of docs/wire-format.md, sections 5 to 7 and 10.

An implementation of its own, from the text of the format: it shares nothing with the core that reads the file. It needs the
package `cryptography` and nothing else. Everything follows from the names of the keys, so the file is the same each time:

    python3 tests/vectors/generate_scanner.py > tests/vectors/scanner.json
"""

import base64
import hashlib
import json
import sys
import zlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DAY = 86_400
TODAY = 20_800
NOW = TODAY * DAY + 40_000
MIB = 1024 * 1024


# CBOR, deterministic: bytes, texts, integers, lists, maps with the keys in order, true, tags.

class Tag:
    def __init__(self, number, value):
        self.number, self.value = number, value


def head(major, number):
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << (8 * size):
            return bytes([major << 5 | extra]) + number.to_bytes(size, "big")
    raise ValueError(number)


def cbor(value):
    if value is True:
        return b"\xf5"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, dict):
        entries = sorted((cbor(key), cbor(entry)) for key, entry in value.items())
        return head(5, len(entries)) + b"".join(key + entry for key, entry in entries)
    if isinstance(value, Tag):
        return head(6, value.number) + cbor(value.value)
    raise TypeError(value)


# Keys and signatures.

class Key:
    def __init__(self, name):
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"scanner.json " + name.encode()).digest())
        self.public = self.private.public_key().public_bytes_raw()
        self.cose = {1: 1, -1: 6, -2: self.public}
        self.kid = hashlib.sha256(cbor(self.cose)).digest()[:8]

    def jwk(self):
        x = base64.urlsafe_b64encode(self.public).decode().rstrip("=")
        return {"kty": "OKP", "crv": "Ed25519", "x": x}


def sign1(key, protected, payload, context):
    protected = cbor(protected)
    signature = key.private.sign(cbor(["Signature1", protected, context, payload]))
    return cbor(Tag(18, [protected, {}, payload, signature]))


def by(key):
    return {1: -19, 4: key.kid}


ROOTS = [Key(f"root {number}") for number in range(9)]
PAPER, PHONES, STATUS, SPARE, STRANGER = (Key(name) for name in ("paper", "phones", "status", "spare", "stranger"))
ISSUER_NAME = "Office 1"


def listed(key, role, start=NOW - 100 * DAY, end=NOW + 1_000 * DAY):
    entry = {1: key.kid, 2: key.cose, 3: start, 4: end, 5: role}
    if role in (1, 5):
        entry |= {7: ISSUER_NAME, 9: 14 * DAY}
    return entry


USUAL = [(PAPER, 5), (PHONES, 1), (STATUS, 2)]


def list_payload(version, roots=ROOTS[:1], threshold=1, keys=USUAL, issued=NOW - DAY, expires=NOW + 900 * DAY):
    entries = sorted((listed(key, role) for key, role in keys), key=lambda entry: entry[1])
    root_keys = [root.cose for root in sorted(roots, key=lambda root: root.kid)]
    return cbor({1: version, 2: issued, 3: expires, 4: {1: threshold, 2: root_keys}, 5: entries})


def list_signature(root, payload):
    protected = cbor(by(root))
    return root.private.sign(cbor(["Signature", b"", protected, b"haetae trust-list v1", payload]))


def trust_list(version, signers=ROOTS[:1], **fields):
    payload = list_payload(version, **fields)
    signatures = [[cbor(by(root)), {}, list_signature(root, payload)] for root in sorted(signers, key=lambda root: root.kid)]
    return cbor(Tag(98, [b"", {}, payload, signatures]))


def manifest(files, version=NOW, issued=None, stale=None, expires=None, key=STATUS, withdrawn=None):
    issued = version if issued is None else issued
    payload = {1: version, 2: issued, 3: issued + DAY if stale is None else stale,
               4: issued + 14 * DAY if expires is None else expires,
               5: {name: [hashlib.sha256(file).digest(), len(file)] for name, file in files.items()}}
    if withdrawn:
        payload[6] = withdrawn
    return sign1(key, by(key), cbor(payload), b"haetae manifest v1")


def status_list(day=TODAY, revoked=(), issued=NOW - 3_600, key=STATUS, packed=None):
    bits = bytearray(128)
    for index in revoked:
        bits[index // 8] |= 1 << index % 8
    packed = zlib.compress(bytes(bits)) if packed is None else packed
    claims = {2: f"https://passes.example/status/{day}", 4: (day + 15) * DAY, 6: issued,
              65533: {"bits": 1, "lst": packed}, 65534: 43_200}
    return sign1(key, {1: -19, 4: key.kid, 16: "application/statuslist+cwt"}, cbor(claims), b"")


def bundle(manifest_bytes, *files):
    return cbor([manifest_bytes, *files])


# Codes.

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data):
    text = ""
    for place in range(0, len(data), 2):
        pair = data[place:place + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            text += ALPHABET[number % 45]
            number //= 45
    return text


def pass_bytes(key, nbf, index=7, holder=None, life=12 * 3_600):
    claims = {4: nbf + life, 5: nbf, -70001: {1: [[3, 20_700]], 2: index}}
    if holder:
        claims[8] = {1: holder.cose}
    return sign1(key, by(key), cbor(claims), b"haetae pass v1")


def paper(nbf=NOW - 600, index=7, key=PAPER, life=12 * 3_600):
    return "HT1:" + base45(pass_bytes(key, nbf, index, life=life))


def live(iat, number=0, nbf=NOW - 600, life=12 * 3_600):
    holder = Key(f"holder {number}")
    inner = Raw(pass_bytes(PHONES, nbf, number, holder, life))
    protected = head(5, 2) + cbor(1) + cbor(-19) + cbor(13) + inner.bytes
    payload = cbor({6: iat})
    signature = holder.private.sign(cbor(["Signature1", protected, b"haetae presentation v1", payload]))
    return "HP1:" + base45(cbor(Tag(18, [protected, {}, payload, signature])))


class Raw:
    def __init__(self, data):
        self.bytes = data


# Cases: a scanner that begins with pinned roots, and what happens to it, in order.

def roots(*keys, threshold=1):
    return {"threshold": threshold, "keys": [key.jwk() for key in keys]}


def written(data):
    return data if isinstance(data, list) else data.hex()


def takes(data, outcome="taken"):
    return {"bundle": written(data), "outcome": outcome}


def show(at, code, verdict):
    return {"at": at, "show": code, "verdict": verdict}


def meets_stranger(at):
    return show(at, paper(key=STRANGER), "unknown_key"), {"at": at, "unknown_kid": True}


def sees_manifest(at, data, outcome):
    return {"at": at, "manifest": written(data), "outcome": outcome}


def sees_file(at, wanted, outcome, data=None):
    return {"at": at, "file": written(wanted if data is None else data), "sha256": hashlib.sha256(wanted).hexdigest(),
            "outcome": outcome}


def wants_manifest(at):
    return {"at": at, "plan": {"manifest": MIB}}


def wants_file(at, data):
    return {"at": at, "plan": {"file": hashlib.sha256(data).hexdigest(), "size": len(data)}}


def waits(at, earliest, latest):
    return {"at": at, "plan": {"until": [earliest, latest]}}


CASES = []


def case(name, about, steps, pinned=None):
    CASES.append({"name": name, "about": about, "roots": pinned or roots(ROOTS[0]), "steps": steps})


LIST = trust_list(1)
TODAYS = status_list()
FILES = {"trust-list": LIST, f"status/{TODAY}": TODAYS}
FIRST = bundle(manifest(FILES), LIST, TODAYS)
GOOD = "admit+check_id"


def freshness():
    expires = NOW + 14 * DAY
    late = lambda at: paper(at - 600)
    case("freeze-stale-and-expired", "a mirror that serves old files: said at the manifest's stale second, refused at its expiry",
         [takes(FIRST), show(NOW, paper(), GOOD),
          show(NOW + DAY - 1, paper(NOW + DAY - 600), GOOD + "+status_missing"),
          show(NOW + DAY, paper(NOW + DAY - 600, index=8), GOOD + "+trust_stale+status_missing"),
          show(expires - 1, late(expires), GOOD + "+trust_stale+status_missing"),
          show(expires, late(expires), "trust_expired")])
    short = trust_list(1, expires=NOW + 5_000)
    files = {"trust-list": short, f"status/{TODAY}": TODAYS}
    case("trust-list-expires", "the trust list's expiry counts as the manifest's",
         [takes(bundle(manifest(files), short, TODAYS)), show(NOW + 4_999, paper(), GOOD), show(NOW + 5_000, paper(), "trust_expired")])
    case("nothing-in-force", "a scanner that has begun and knows nothing", [show(NOW, paper(), "unknown_key")])
    withdrawn = manifest(FILES, withdrawn={PAPER.kid: NOW + 1_000})
    case("withdrawn-from-a-second", "field 6 of the manifest: refused from the second that it names, before that not",
         [takes(bundle(withdrawn, LIST, TODAYS)), show(NOW + 999, paper(), GOOD), show(NOW + 1_000, paper(), "key_withdrawn"),
          show(NOW + 1_000, live(NOW + 1_000), "admit")])
    again = manifest(FILES, version=NOW + 60)
    case("withdrawn-and-lifted", "field 6 is what the manifest in force says, and not more",
         [takes(bundle(manifest(FILES, withdrawn={PAPER.kid: NOW}), LIST, TODAYS)), show(NOW + 60, paper(), "key_withdrawn"),
          takes(bundle(again)), show(NOW + 60, paper(), GOOD)])
    case("time-floor", "nothing before the latest time of issue can be the present: a warning, and 301 seconds before it no verdict",
         [takes(FIRST), {"floor": NOW}, show(NOW, paper(), GOOD), show(NOW - 1, paper(index=8), GOOD + "+clock_suspect"),
          show(NOW - 300, paper(index=9), GOOD + "+clock_suspect"), show(NOW - 301, paper(), "clock_suspect"),
          {"restart": 0}, {"floor": NOW}, show(NOW - 301, paper(), "clock_suspect")])


def median():
    codes = [show(NOW, live(NOW + 50, number), "admit" if number < 4 else "admit+clock_suspect") for number in range(5)]
    case("median-from-the-fifth-code", "30 seconds off are a warning, from the fifth live code on", [takes(FIRST), *codes])
    off = [show(NOW, live(NOW + 400, number), "holder_proof_stale" if number < 4 else "clock_suspect") for number in range(31)]
    right = [show(NOW, live(NOW, 100 + number), "admit" if number > 14 else "admit+clock_suspect") for number in range(17)]
    case("median-of-31-live-codes", "the last 31 count, stale ones too; with the sixteenth right one the median is right again",
         [takes(FIRST), *off, *right, show(NOW, live(NOW + 400, 200), "holder_proof_stale")])
    off = [show(NOW, live(NOW - 400, number), "holder_proof_stale" if number < 4 else "clock_suspect") for number in range(5)]
    case("median-behind", "phones that are all behind, too",
         [takes(FIRST), *off, show(NOW, live(NOW - 400, 9, nbf=NOW + 1), "clock_suspect"),
          show(NOW, live(NOW - 400, 10, nbf=NOW - DAY, life=DAY), "clock_suspect"), show(NOW, paper(index=9), GOOD + "+clock_suspect")])


def decoding():
    first = manifest(FILES)
    case("bundle-head-says-0", "an array of none, followed by a manifest: no bundle, and nothing changes",
         [takes(b"\x80" + cbor(first), "malformed"), takes(b"\x80" + cbor(first) + cbor(LIST), "malformed"),
          takes(bundle(first), "missing_file"), takes(FIRST)])
    # A final block with fixed codes: a literal 0, then 3 bytes from 5 back, where only one byte is.
    bits = "1" + "10" + "00110000" + "0000001" + "00100" + "0" + "0000000"
    bits += "0" * (-len(bits) % 8)
    block = bytes(int(bits[place:place + 8][::-1], 2) for place in range(0, len(bits), 8))
    reaching = b"\x78\x01" + block + zlib.adler32(bytes(4)).to_bytes(4, "big")
    within = status_list(packed=zlib.compress(bytes(4)))
    back = status_list(packed=reaching)
    steps = []
    for list_, outcome in ((back, "malformed"), (within, "taken")):
        files = {"trust-list": LIST, f"status/{TODAY}": list_}
        steps.append(takes(bundle(manifest(files), LIST, list_), outcome))
    case("zlib-reaches-back-before-its-beginning", "a distance beyond the first byte of the list", steps)
    case("bundle-cut-and-continued", "each piece of a bundle by itself is none",
         [takes(FIRST[:-1], "malformed"), takes(FIRST + b"\x00", "malformed"), takes(FIRST[:1], "malformed"), takes(b"", "malformed")])


def filled(payload, signature_of, fillers):
    """A trust list that begins with so many signatures by unknown keys, as pieces and as bytes."""
    template = cbor([cbor({1: -19, 4: bytes(8)}), {}, bytes(64)])
    counter_at = template.index(bytes([0x48]) + bytes(8)) + 1
    own = cbor([cbor(by(signature_of)), {}, list_signature(signature_of, payload)])
    front = head(6, 98) + head(4, 4) + cbor(b"") + cbor({}) + cbor(payload) + head(4, fillers + 1)
    counted = b"".join(
        template[:counter_at] + number.to_bytes(8, "big") + template[counter_at + 8:] for number in range(fillers))
    pieces = [front.hex(), {"template": template.hex(), "counter_at": counter_at, "times": fillers}, own.hex()]
    return pieces, front + counted + own


def sizes():
    both = [ROOTS[0], ROOTS[1]]
    # From root 0 to root 1 by version 2, which is padded by signatures that count for nothing, and version 3 by root 1.
    payload = list_payload(2, roots=ROOTS[1:2])
    signed_twice = sorted(both, key=lambda root: root.kid)
    newest = trust_list(3, signers=ROOTS[1:2], roots=ROOTS[1:2])
    for name, length, outcome in (("over", 16 * MIB + 1, "unsigned"), ("within", 16 * MIB, "taken")):
        per_filler = len(cbor([cbor({1: -19, 4: bytes(8)}), {}, bytes(64)]))
        fillers = (length - 1_000) // per_filler + (30 if name == "over" else 0)
        pieces, whole = filled(payload, signed_twice[0], fillers)
        # The second root's signature follows the first one's: one more in the head.
        second = cbor([cbor(by(signed_twice[1])), {}, list_signature(signed_twice[1], payload)])
        old_head, new_head = head(4, fillers + 1), head(4, fillers + 2)
        front = bytes.fromhex(pieces[0])
        assert front.endswith(old_head) and whole.startswith(front)
        link = front[:-len(old_head)] + new_head + whole[len(front):] + second
        pieces = [(front[:-len(old_head)] + new_head).hex(), pieces[1], pieces[2] + second.hex()]
        assert (len(link) > 16 * MIB) == (name == "over")
        files = {"trust-list": newest, "trust-list/2": link, f"status/{TODAY}": TODAYS}
        given = [(head(4, 4) + cbor(manifest(files, version=NOW + 60)) + cbor(newest) + cbor(TODAYS) + head(2, len(link))).hex(), *pieces]
        case(f"link-of-a-rotation-{name}-16-mib",
             "a trust-list/<n> of more than 16 MiB is passed over, so that the newest list is not signed by the roots that are held"
             if name == "over" else "one below counts", [takes(FIRST), takes(given, outcome)])
    news = manifest(FILES | {f"status/{TODAY + 1}": status_list(TODAY + 1)}, version=NOW + 400)
    tomorrow = status_list(TODAY + 1)
    case("endless-manifest", "more than 1 MiB is no manifest, and is not read to its end",
         [wants_manifest(NOW), sees_manifest(NOW, [{"byte": "00", "times": MIB + 1}], "malformed"),
          waits(NOW, NOW + 8, NOW + 13), wants_manifest(NOW + 13)])
    case("endless-file", "a file of another size than the pinned one is refused, and tried again later",
         [takes(FIRST), wants_manifest(NOW + 400), sees_manifest(NOW + 400, news, "taken"), wants_file(NOW + 400, tomorrow),
          sees_file(NOW + 400, tomorrow, "malformed", [tomorrow.hex(), {"byte": "00", "times": 40 * MIB}]),
          waits(NOW + 400, NOW + 408, NOW + 413), wants_file(NOW + 413, tomorrow),
          sees_file(NOW + 413, tomorrow, "malformed", tomorrow[:-1]), waits(NOW + 413, NOW + 428, NOW + 438),
          wants_file(NOW + 438, tomorrow), sees_file(NOW + 438, tomorrow, "taken")])
    case("a-manifest-that-pins-too-much", "a file of more than 16 MiB is never asked for",
         [takes(FIRST), wants_manifest(NOW + 400),
          sees_manifest(NOW + 400, sign1(STATUS, by(STATUS), cbor({1: NOW + 400, 2: NOW + 400, 3: NOW + 500, 4: NOW + DAY, 5: {
              "trust-list": [hashlib.sha256(LIST).digest(), len(LIST)],
              f"status/{TODAY}": [hashlib.sha256(TODAYS).digest(), len(TODAYS)],
              f"status/{TODAY + 1}": [bytes(32), 16 * MIB + 1]}}), b"haetae manifest v1"), "taken"),
          waits(NOW + 400, NOW + 625, NOW + 775)])


def rotations():
    # A year asleep: the roots changed four times, once to two of three.
    sets = [ROOTS[:1], ROOTS[1:2], ROOTS[2:5], ROOTS[5:6], ROOTS[6:7]]
    thresholds = [1, 1, 2, 1, 1]
    later = NOW + 300 * DAY
    links = {}
    for place in range(1, 5):
        signers = sets[place - 1][:thresholds[place - 1]] + sets[place][:thresholds[place]]
        links[place + 1] = trust_list(place + 1, signers=signers, roots=sets[place], threshold=thresholds[place])
    newest = trust_list(9, signers=ROOTS[6:7], roots=ROOTS[6:7], issued=later)
    todays = status_list(TODAY + 300, issued=later)
    files = {"trust-list": newest, f"status/{TODAY + 300}": todays} | {f"trust-list/{number}": link for number, link in links.items()}
    wake = manifest(files, version=later)
    steps = [takes(FIRST), {"restart": 0}, wants_manifest(later), sees_manifest(later, wake, None), wants_file(later, newest),
             sees_file(later, newest, None)]
    for number in (2, 3, 4):
        steps += [wants_file(later, links[number]), sees_file(later, links[number], None)]
    steps += [wants_file(later, links[5]), sees_file(later, links[5], "taken"), wants_file(later, todays),
              sees_file(later, todays, "taken"), show(later, paper(later - 600), GOOD), show(later + 299, paper(later - 600), GOOD + "+seen_before"),
              {"restart": 0}, show(later + 299, paper(later - 600), GOOD)]
    case("a-year-asleep", "four rotations were missed: the links are asked for in their order, the lowest version first", steps)
    missing = {name: file for name, file in files.items() if name != "trust-list/3"}
    given = [file for name, file in missing.items()]
    case("a-year-asleep-and-a-link-is-gone", "without one of them there is no way: nothing changes",
         [takes(FIRST), takes(bundle(manifest(missing, version=later), *given), "unsigned"), show(NOW, paper(), GOOD),
          takes(bundle(wake, *files.values())), show(later, paper(later - 600), GOOD)])
    lone = trust_list(3, signers=[ROOTS[1], ROOTS[2]], roots=sets[2], threshold=2)
    weak = files | {"trust-list/3": lone}
    case("a-link-by-too-few-of-the-new-roots", "a link needs the threshold of the roots that it brings",
         [takes(FIRST), takes(bundle(manifest(weak, version=later), *weak.values()), "unsigned"), {"restart": 0}, show(NOW, paper(), GOOD)])
    payload = list_payload(2)
    signature = [cbor(by(ROOTS[0])), {}, list_signature(ROOTS[0], payload)]
    twice = cbor(Tag(98, [b"", {}, payload, [signature, signature]]))
    needs_two = trust_list(1, roots=ROOTS[:2], threshold=2, signers=ROOTS[:2])
    payload = list_payload(2, roots=ROOTS[:2], threshold=2)
    signature = [cbor(by(ROOTS[0])), {}, list_signature(ROOTS[0], payload)]
    two_by_one = cbor(Tag(98, [b"", {}, payload, [signature, signature]]))
    offer = lambda list_: bundle(manifest({"trust-list": list_}, version=NOW + 60), list_)
    case("one-root-signs-twice", "two signatures by one key are not two signers; the same signature twice makes no list at all",
         [takes(bundle(manifest({"trust-list": needs_two}), needs_two)), takes(offer(two_by_one), "malformed"),
          takes(offer(trust_list(2, signers=ROOTS[:1], roots=ROOTS[:2], threshold=2)), "unsigned"),
          takes(offer(trust_list(2, signers=ROOTS[:2], roots=ROOTS[:2], threshold=2)))], roots(ROOTS[0], ROOTS[1], threshold=2))
    case("a-signature-given-twice", "threshold one: a list with one signature twice is malformed all the same",
         [takes(FIRST), takes(offer(twice), "malformed")])


def mirrors():
    newer = manifest(FILES, version=NOW + 400)
    case("rollback-by-a-mirror", "an older manifest is refused, in force stays what was, also after a restart",
         [wants_manifest(NOW + 500), sees_manifest(NOW + 500, newer, None), wants_file(NOW + 500, LIST),
          sees_file(NOW + 500, LIST, "taken"), wants_file(NOW + 500, TODAYS), sees_file(NOW + 500, TODAYS, "taken"),
          waits(NOW + 500, NOW + 725, NOW + 875), sees_manifest(NOW + 875, manifest(FILES), "rollback"),
          {"restart": 0}, sees_manifest(NOW + 900, manifest(FILES), "rollback"), sees_manifest(NOW + 930, newer, "unchanged")])
    revoked = status_list(revoked=[7], issued=NOW + 300)
    now_revoked = manifest({"trust-list": LIST, f"status/{TODAY}": revoked}, version=NOW + 400)
    case("compare-before-storing", "a file is compared with its pinned hash before it is read; what was in force stays meanwhile",
         [takes(FIRST), sees_manifest(NOW + 400, now_revoked, "taken"), show(NOW + 400, paper(), GOOD + "+status_old"),
          wants_file(NOW + 400, revoked), sees_file(NOW + 400, revoked, "malformed", TODAYS), {"restart": 0},
          show(NOW + 401, paper(index=8), GOOD + "+status_old"),
          sees_manifest(NOW + 420, now_revoked, "unchanged"), wants_file(NOW + 420, revoked), sees_file(NOW + 420, revoked, "taken"),
          show(NOW + 421, paper(), "revoked")])
    case("mix-and-match", "files of two sets make no set: the older list is not what the newer manifest pins",
         [takes(FIRST), takes(bundle(now_revoked, LIST, TODAYS), "malformed"), takes(bundle(manifest(FILES), LIST, revoked), "malformed"),
          show(NOW, paper(), GOOD), takes(bundle(now_revoked, LIST, revoked)), show(NOW + 400, paper(), "revoked"),
          takes(FIRST, "rollback"), show(NOW + 400, paper(), "revoked")])
    end = 2**53 - 1
    far = manifest(FILES, version=end, issued=NOW + 10)
    recovered = trust_list(2, keys=[(PAPER, 5), (PHONES, 1), (SPARE, 2)])
    lists = {"trust-list": recovered, f"status/{TODAY}": status_list(key=SPARE)}
    case("fast-forward-recovery", "a thief pushes the version to its end; with the key off the list the count begins anew, and in force is nothing of the thief's",
         [takes(FIRST), takes(bundle(far)), takes(bundle(manifest(FILES, version=NOW + 400)), "rollback"),
          takes(bundle(manifest(lists, version=NOW + 500, key=SPARE), *lists.values())), {"restart": 0},
          takes(bundle(far), "missing_file"), takes(bundle(far, LIST), "rollback"),
          show(NOW + 500, paper(), GOOD)])


def asking():
    case("an-unknown-kid-asks-at-once-and-at-most-every-30-seconds", "from the last attempt on, whatever came of it",
         [takes(FIRST), wants_manifest(NOW), sees_manifest(NOW, manifest(FILES, version=NOW + 1), "taken"), waits(NOW, NOW + 225, NOW + 375),
          *meets_stranger(NOW + 3), waits(NOW + 3, NOW + 30, NOW + 30), waits(NOW + 29, NOW + 30, NOW + 30),
          wants_manifest(NOW + 30), sees_manifest(NOW + 30, manifest(FILES, version=NOW + 1), "unchanged"),
          waits(NOW + 30, NOW + 255, NOW + 405), *meets_stranger(NOW + 31), waits(NOW + 31, NOW + 60, NOW + 60),
          wants_manifest(NOW + 60), {"at": NOW + 60, "failed": "manifest"}, waits(NOW + 60, NOW + 68, NOW + 73),
          *meets_stranger(NOW + 61), waits(NOW + 61, NOW + 68, NOW + 73)])
    waiting, steps, at = (10, 20, 40, 80, 160, 320, 640, 900, 900), [], NOW
    for seconds in waiting:
        low, high = seconds - seconds // 4, seconds - seconds // 4 + seconds // 2
        steps += [wants_manifest(at), {"at": at, "failed": "manifest"}, waits(at, at + low, at + high)]
        at += high
    case("failures-wait-twice-as-long-up-to-15-minutes", "and a quarter more or less", [takes(FIRST), *steps])
    case("a-clock-that-was-set-back-does-not-wait-for-years", "a time of trying again that lies beyond reach counts as now",
         [takes(FIRST), wants_manifest(NOW + 400 * DAY), {"at": NOW + 400 * DAY, "failed": "manifest"}, wants_manifest(NOW)])


for make in (freshness, median, decoding, sizes, rotations, mirrors, asking):
    make()
note = ("Each case is a scanner that begins with the pinned roots, and what happens to it, step by step. Bytes are hexadecimal, or a list of "
        "pieces: hexadecimal, one byte so many times, or a template so many times with a counter of 8 bytes in it. "
        "Written by generate_scanner.py, which shares nothing with the core.")
json.dump({"note": note, "cases": CASES}, sys.stdout, indent=1)
print()
