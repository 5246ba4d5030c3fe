"""Decoders of HTTP content encodings. They decode in small steps, so a decompression bomb is stopped early."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import brotli

from hearsay.errors import FetchError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
"""Encodings whose decoders can limit the size of their output. Others are not requested."""

_STEP = 64 * 1024
_SLACK = 64 * 1024
_MOST_LAYERS = 3
_ZSTD_WINDOW_LOG = 23  # 8 MiB, what RFC 9659 allows on the web
_GZIP_MAGIC = b"\x1f\x8b"

Pieces = Iterator[bytes]


class Body(NamedTuple):
    """A decoded body, cut off if larger than the limit."""

    content: bytes
    is_too_big: bool


class _TooBigError(Exception):
    pass


def decode_body(pieces: Iterable[bytes], encodings: str, most: int) -> Body:
    """Decode a body, up to `most` bytes. No step holds much more than that in memory.

    Args:
        pieces: The encoded body in pieces.
        encodings: The value of the header Content-Encoding.
        most: The limit in bytes for the decoded body.

    Raises:
        FetchError: The body is cut off, is not in the declared encoding, or has an encoding outside ACCEPTED.
    """
    layers = [name for item in encodings.split(",") if (name := item.strip().lower()) not in {"", "identity"}]
    stream = _at_most(iter(pieces), most + _SLACK)
    if len(layers) > _MOST_LAYERS:
        raise FetchError(
            "bad_encoding", f"its content has {len(layers)} encodings, more than {_MOST_LAYERS}: {encodings[:200]}"
        )
    for name in reversed(layers):
        if name not in _DECODERS:
            raise FetchError(
                "bad_encoding", f"its content encoding {name[:100]!r} is not supported; supported are {ACCEPTED}"
            )
        stream = _at_most(_checked(_DECODERS[name], name, stream), most + _SLACK)
    body = bytearray()
    try:
        for piece in stream:
            body += piece
            if len(body) > most:
                return Body(bytes(body[:most]), is_too_big=True)
    except _TooBigError:
        return Body(bytes(body[:most]), is_too_big=True)
    return Body(bytes(body), is_too_big=False)


def _at_most(pieces: Pieces, most: int) -> Pieces:
    """Yield pieces up to a limit.

    Every layer has the limit, because one layer can expand what the next shrinks again.

    Raises:
        _TooBigError: The pieces exceed the limit.
    """
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > most:
            raise _TooBigError
        yield piece


def _checked(decoder: Callable[[Pieces], Pieces], name: str, pieces: Pieces) -> Pieces:
    try:
        yield from decoder(pieces)
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise FetchError("bad_encoding", f"its content is not valid {name}: {error}") from error
    except EOFError as error:
        raise FetchError("cut_off", f"its {name} content is cut off", may_pass=True) from error


def _gunzip(pieces: Pieces) -> Pieces:
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    is_fed = False
    for piece in pieces:
        data = piece
        while data:
            is_fed = True
            if member.eof:
                if not data.startswith(_GZIP_MAGIC[: len(data)]):
                    return  # bytes after the last member are ignored, as in browsers
                member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield from _zlib_steps(member, data)
            data = member.unused_data
    if is_fed and not member.eof:
        raise EOFError


def _inflate(pieces: Pieces) -> Pieces:
    """Decode HTTP's deflate, which is the zlib format (RFC 9110, 8.4.1.2).

    Some servers send bare deflate, also accepted.
    """
    head = b""
    for piece in pieces:
        head += piece
        if len(head) > 1:
            break
    if not head:
        return
    has_header = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    stream = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    yield from _zlib_steps(stream, head)
    for piece in pieces:
        if stream.eof:
            return
        yield from _zlib_steps(stream, piece)
    if not stream.eof:
        raise EOFError


def _zlib_steps(stream: Any, data: bytes) -> Pieces:
    while True:
        out = stream.decompress(data, _STEP)
        data = stream.unconsumed_tail
        if out:
            yield out
        if stream.eof or (len(out) < _STEP and not data):
            return


def _unbrotli(pieces: Pieces) -> Pieces:
    stream = brotli.Decompressor()
    is_fed = False
    for piece in pieces:
        if stream.is_finished():
            return
        is_fed = is_fed or bool(piece)
        yield stream.process(piece, output_buffer_limit=_STEP)
        while not stream.can_accept_more_data():
            yield stream.process(b"", output_buffer_limit=_STEP)
    if is_fed and not stream.is_finished():
        raise EOFError


def _unzstd(pieces: Pieces) -> Pieces:
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
    frame = zstd.ZstdDecompressor(options=options)
    is_fed = False
    for piece in pieces:
        data = piece
        while data:
            is_fed = True
            if frame.eof:
                frame = zstd.ZstdDecompressor(options=options)
            yield frame.decompress(data, _STEP)
            while not frame.eof and not frame.needs_input:
                yield frame.decompress(b"", _STEP)
            data = frame.unused_data if frame.eof else b""
    if is_fed and not frame.eof:
        raise EOFError


_DECODERS: dict[str, Callable[[Pieces], Pieces]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
