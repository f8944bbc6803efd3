"""A request as an application sees it, and as a line of the corpus."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


@dataclass(frozen=True)
class Hostile:
    """`path`, `query` and `content_type` are bytes of the wire read as Latin-1; `length` is what is announced."""

    method: str
    path: str
    query: str
    content_type: str
    length: str
    body: bytes

    def environ(self) -> WSGIEnvironment:
        """What a WSGI server makes of it."""
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "CONTENT_TYPE": self.content_type,
            "CONTENT_LENGTH": self.length,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.input_terminated": True,
        }

    def line(self) -> str:
        """As JSON on one line."""
        return json.dumps({**asdict(self), "body": base64.b64encode(self.body).decode()})

    @classmethod
    def of_line(cls, line: str) -> Hostile:
        """The request that `line` was written for."""
        known = json.loads(line)
        return cls(**{**known, "body": base64.b64decode(known["body"])})
