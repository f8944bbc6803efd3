"""Servers of other languages that read each request themselves and ask a reference server what to answer."""

from __future__ import annotations

from campaign_contract.tools.proof.fronts.front import Front
from campaign_contract.tools.proof.fronts.needs import Library, Program

_PHP = Program(("php",), "apt-get install php-cli")
_FPM = Program(("php-fpm", "php-fpm8.4", "php-fpm8.3", "php-fpm8.2"), "apt-get install php-fpm")
_MOD_PHP = Library("libphp", "/usr/lib/apache2/modules", "libphp*.so", "apt-get install libapache2-mod-php")
_RUBY = Program(("ruby",), "apt-get install ruby-webrick")
SCRIPTS: tuple[Front, ...] = (
    Front(
        "php",
        "PHP's own server, one request at a time",
        (_PHP,),
        (("{{ paths.php }}", "-S", "127.0.0.1:{{ port }}", "api.php"),),
        ("api.php",),
    ),
    Front(
        "apache-php",
        "PHP in Apache",
        (Program(("apache2",), "apt-get install apache2", "-v"), _MOD_PHP),
        (("{{ paths.apache2 }}", "-D", "FOREGROUND", "-f", "{{ folder }}/apache.conf"),),
        ("api.php", "apache.conf"),
        ("php",),
    ),
    Front(
        "nginx-fpm",
        "PHP's FPM behind nginx",
        (Program(("nginx",), "apt-get install nginx", "-v"), _FPM),
        (
            (
                "{{ paths['php-fpm'] }}",
                "--nodaemonize",
                "--allow-to-run-as-root",
                "--fpm-config",
                "{{ folder }}/fpm.conf",
            ),
            ("{{ paths.nginx }}", "-p", "{{ folder }}", "-c", "nginx.conf"),
        ),
        ("api.php", "fpm.conf", "nginx.conf"),
        ("php",),
    ),
    Front(
        "node",
        "Node's http",
        (Program(("node",), "apt-get install nodejs"),),
        (("{{ paths.node }}", "relay.mjs"),),
        ("relay.mjs",),
    ),
    Front(
        "java",
        "Java's com.sun.net.httpserver",
        (
            Program(("java",), "apt-get install default-jdk-headless"),
            Program(("javac",), "apt-get install default-jdk-headless"),
        ),
        (("{{ paths.java }}", "Relay.java"),),
        ("Relay.java",),
    ),
    Front(
        "webrick",
        "Ruby's WEBrick",
        (_RUBY,),
        (("{{ paths.ruby }}", "relay.rb"),),
        ("relay.rb",),
    ),
    Front(
        "puma",
        "Ruby's Puma",
        (Program(("puma",), "apt-get install puma"),),
        (("{{ paths.puma }}", "-b", "tcp://127.0.0.1:{{ port }}", "relay.ru"),),
        ("relay.ru",),
    ),
)
