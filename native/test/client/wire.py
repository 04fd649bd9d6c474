"""The wire format of docs/protocol.md, from the tables that both sides share."""
import re
import struct
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src"


def _table(file, macro):
    text = re.sub(r"/\*.*?\*/", "", (SOURCES / file).read_text(), flags=re.S)
    rows = re.findall(macro + r'\((\w+), (\d+), "?(\w+)"?, "(\w*)"\)', text)
    return {name: (int(number), signature) for name, number, _, signature in rows}


MESSAGES = _table("messages.def", "MESSAGE")
OPERATIONS = _table("operations.def", "OPERATION")
NAMES = {number: (name, signature) for name, (number, signature) in MESSAGES.items()}
NO_SLOT = 0xFFFFFFFF


def _bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def _field(letter, value):
    if letter in "uiq":
        return struct.pack({"u": "<I", "i": "<i", "q": "<Q"}[letter], value)
    if letter == "s":
        data = _bytes(value)
        return struct.pack("<I", len(data)) + data + b"\0"
    if letter == "b":
        data = _bytes(value)
        return struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(value)) + b"".join(_field({"l": "s", "n": "u"}[letter], v) for v in value)


def encode(signature, values):
    assert len(signature) == len(values), (signature, values)
    return b"".join(_field(letter, value) for letter, value in zip(signature, values))


def frame(name, *values):
    number, signature = MESSAGES[name]
    payload = encode(signature, values)
    return struct.pack("<IHH", len(payload), number, 0) + payload


def program(slots, *operations):
    """operations: (phase, name, arguments...)"""
    body = b""
    for phase, name, *arguments in operations:
        number, signature = OPERATIONS[name]
        encoded = encode(signature, arguments)
        body += struct.pack("<HBBI", number, ord(phase), 0, len(encoded)) + encoded
    return struct.pack("<IIIII", 0x50465243, 1, 20 + len(body), len(operations), slots) + body


class Decoder:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        assert self.at + count <= len(self.data)
        self.at += count
        return self.data[self.at - count : self.at]

    def field(self, letter):
        if letter == "q":
            return struct.unpack("<Q", self.take(8))[0]
        if letter in "ui":
            return struct.unpack("<I" if letter == "u" else "<i", self.take(4))[0]
        count = struct.unpack("<I", self.take(4))[0]
        if letter == "l":
            return [self.field("s") for _ in range(count)]
        data = self.take(count)
        if letter == "s":
            assert self.take(1) == b"\0"
            return data.decode(errors="surrogateescape")
        return data


def decode(number, payload):
    name, signature = NAMES[number]
    decoder = Decoder(payload)
    values = [decoder.field(letter) for letter in signature]
    assert decoder.at == len(payload)
    return (name, *values)
