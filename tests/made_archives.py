"""Web archives for tests, byte by byte, with faults that no library would write."""

import gzip
import io
import json
import zipfile

HTML = "text/html; charset=utf-8"


def http(body=b"<p>x", status="200 OK", content_type=HTML, **headers):
    """Return an HTTP answer as bytes on the wire."""
    lines = [f"HTTP/1.1 {status}"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def record(url, block, kind="response", length=None, date="2026-03-01T10:00:00Z", media_type=None, more=()):
    """Return a WARC record; `length` may be a false length, `more` are further header lines."""
    media_type = media_type or ("application/http; msgtype=response" if kind == "response" else HTML)
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:4d6f2c0a-0000-4000-8000-000000000001>",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(block) if length is None else length}",
        *more,
    ]
    return "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"


def packed(*records):
    """Return the bytes of a .warc.gz, with a gzip member for each record."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def chunked(body, size=1000):
    """Return the bytes in the chunked coding of HTTP/1.1."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def wacz(**archives):
    """Write a WACZ file with these archives, in the layout of Browsertrix."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("datapackage.json", json.dumps({"wacz_version": "1.1.1"}))
        for name, archive in archives.items():
            package.writestr(f"archive/{name}.warc.gz", archive)
        package.writestr("indexes/index.cdx", "")
    return file.getvalue()
