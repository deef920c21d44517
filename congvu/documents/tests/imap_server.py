"""A small mail server that speaks IMAP over TLS on this machine, for the real client to talk to: as much of RFC 3501 as a mailbox
that is watched needs, MOVE (RFC 6851) and keywords."""

import base64
import datetime as dt
import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_COMMAND = re.compile(rb"^(\S+) (UID )?(\S+) ?(.*)$", re.DOTALL)


@dataclass
class Message:
    uid: int
    content: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Post:
    """What lies on the server. `breaks_before`: the connection is cut when this command comes, once."""

    folders: dict[str, list[Message]] = field(default_factory=lambda: {"INBOX": []})
    validity: int = 7
    password: str = "đúng mật khẩu"
    moves: bool = True
    breaks_before: bytes = b""
    commands: list[bytes] = field(default_factory=list)
    port: int = 0
    authority: Path = Path()

    def bring(self, content: bytes, folder: str = "INBOX") -> Message:
        uid = max((one.uid for kept in self.folders.values() for one in kept), default=0) + 1
        message = Message(uid, content)
        self.folders[folder].append(message)
        return message

    def subjects(self, folder: str) -> list[str]:
        found = (re.search(rb"^Subject: (.*?)\r?$", one.content, re.MULTILINE) for one in self.folders.get(folder, []))
        return [one[1].decode() for one in found if one]

    @property
    def address(self) -> str:
        return f"imaps://vanthu:%C4%91%C3%BAng%20m%E1%BA%ADt%20kh%E1%BA%A9u@localhost:{self.port}/INBOX"


class _Session(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.post: Post = self.server.post
        self.folder = ""
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            found = _COMMAND.match(line.rstrip(b"\r\n"))
            if not found:
                return
            tag, _uid, verb, words = found[1], found[2], found[3].upper(), found[4]
            self.post.commands.append(verb)
            if verb == self.post.breaks_before:
                self.post.breaks_before = b""
                return
            answer = getattr(self, f"do_{verb.decode().lower()}", None)
            self.say(tag + b" " + (answer(words) if answer else b"BAD unknown"))
            if verb == b"LOGOUT":
                return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def do_capability(self, words: bytes) -> bytes:
        self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR" + (b" MOVE" if self.post.moves else b""))
        return b"OK done"

    def do_authenticate(self, words: bytes) -> bytes:
        self.say(b"+ ")
        given = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return b"OK in" if given[1:] == ["vanthu", self.post.password] else b"NO [AUTHENTICATIONFAILED] wrong"

    def do_login(self, words: bytes) -> bytes:
        return b"NO wrong"

    def do_select(self, words: bytes) -> bytes:
        self.folder = words.strip(b'"').decode()
        if self.folder not in self.post.folders:
            return b"NO no such folder"
        self.say(b"* %d EXISTS" % len(self.post.folders[self.folder]))
        self.say(b"* OK [UIDVALIDITY %d] ok" % self.post.validity)
        return b"OK [READ-WRITE] done"

    def do_list(self, words: bytes) -> bytes:
        wanted = words.split(b" ", 1)[1].strip(b'"').decode()
        for name in self.post.folders:
            if name == wanted:
                self.say(f'* LIST () "/" "{name}"'.encode())
        return b"OK done"

    def do_create(self, words: bytes) -> bytes:
        self.post.folders[words.strip(b'"').decode()] = []
        return b"OK done"

    def do_search(self, words: bytes) -> bytes:
        keyword = words.split()[1].decode()
        found = [str(one.uid) for one in self.post.folders[self.folder] if keyword not in one.flags]
        self.say(b"* SEARCH " + " ".join(found).encode())
        return b"OK done"

    def do_fetch(self, words: bytes) -> bytes:
        uid, parts = words.split(b" ", 1)
        for one in self.post.folders[self.folder]:
            if one.uid == int(uid):
                head = re.search(rb"^Message-ID:.*?\r?\n", one.content, re.MULTILINE | re.IGNORECASE)
                told = (head[0] if head else b"") + b"\r\n" if b"HEADER" in parts else one.content
                name = b"BODY[HEADER.FIELDS (MESSAGE-ID)]" if b"HEADER" in parts else b"BODY[]"
                size = b"RFC822.SIZE %d " % len(one.content) if b"SIZE" in parts else b""
                self.say(b"* 1 FETCH (UID %s %s%s {%d}\r\n%s)" % (uid, size, name, len(told), told))
        return b"OK done"

    def do_store(self, words: bytes) -> bytes:
        uid, _sign, flags = words.split(b" ", 2)
        for one in self.post.folders[self.folder]:
            if one.uid == int(uid):
                one.flags |= set(flags.strip(b"()").decode().split())
        return b"OK done"

    def do_move(self, words: bytes) -> bytes:
        uid, folder = words.split(b" ", 1)
        here = self.post.folders[self.folder]
        for one in [one for one in here if one.uid == int(uid)]:
            here.remove(one)
            self.post.folders[folder.strip(b'"').decode()].append(one)
        return b"OK done"

    def do_logout(self, words: bytes) -> bytes:
        self.say(b"* BYE")
        return b"OK done"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    post: Post
    trust: ssl.SSLContext

    def get_request(self) -> Any:
        plain, address = super().get_request()
        return self.trust.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust us goes away: nothing to tell."""


@contextmanager
def mail_server(folder: Path) -> Iterator[Post]:
    """The server until the block ends; its certificate is its own authority."""
    post = Post(authority=folder / "authority.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=2))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    post.authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    whole = folder / "server.pem"
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    whole.write_bytes(key.private_bytes(*pem) + certificate.public_bytes(serialization.Encoding.PEM))
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.trust.load_cert_chain(whole)
        server.post, post.port = post, server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()
