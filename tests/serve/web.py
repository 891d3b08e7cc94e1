"""The page's own tests: by node, else in Chromium. web.py SOURCE"""
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading


def by_node(folder, node):
    sys.exit(subprocess.run([node, os.path.join(folder, "tests/serve/web.mjs")]).returncode)


class Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".js": "text/javascript"}

    def log_message(self, *args):
        pass


def by_browser(folder):
    from chromium import Browser
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = ("const done = arguments[0]; globalThis.webFolder = location.origin + '/src/serve/web/';"
              "import(location.origin + '/tests/serve/web.mjs').then((m) => done(m.run()), (e) => done(String(e)))")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        b = Browser(home)
        try:
            b.call("POST", "/url", {"url": f"http://127.0.0.1:{server.server_port}/src/serve/web/icon.svg"})
            said = b.call("POST", "/execute/async", {"script": script, "args": []})
        finally:
            b.close()
    print(said)
    sys.exit(0 if isinstance(said, int) else 1)


def main():
    folder = sys.argv[1]
    node = shutil.which("node")
    if node:
        by_node(folder, node)
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("skipped: neither node nor chromium is installed")
        sys.exit(77)
    by_browser(folder)


if __name__ == "__main__":
    main()
