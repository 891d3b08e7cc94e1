"""A demonstration county, run and served on a free loopback port for the time of one test."""
import atexit
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

SECONDS = 600


def fail(message):
    print("FAIL", message)
    sys.exit(1)


def check(condition, message):
    if not condition:
        fail(message)


class Served:
    def __init__(self, jiujin, options=(), run=()):
        self.folder = tempfile.TemporaryDirectory()
        home = self.folder.name
        self.result = os.path.join(home, "result")
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([jiujin, "init", home + "/county", "--demo"], **quiet)
        subprocess.run([jiujin, "run", home + "/county/project.yaml", "--out", self.result, *run], **quiet)
        self.start(jiujin, options)

    def start(self, jiujin, options=()):
        self.process = subprocess.Popen(
            [jiujin, "serve", self.result, "--port", "0", "--for", str(SECONDS), *options],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        atexit.register(self.process.kill)
        words = self.process.stdout.readline().split()
        check(len(words) > 4, "the server does not start")
        self.url = words[4].rstrip("/")
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self):
        self.process.terminate()
        code = self.process.wait(15)
        check(code == 0, f"stopped with code {code}")

    def get(self, path, headers=None, method="GET", data=None):
        """Status, headers and body."""
        request = urllib.request.Request(self.url + path, headers=headers or {}, method=method, data=data)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers, e.read()

    def send(self, path, body):
        """An object as JSON, or bytes as they are, posted as the page does."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.get(path, headers={"X-Jiujin": "1"}, method="POST", data=data)

    def post(self, path, body):
        status, _, answer = self.send(path, body)
        return status, json.loads(answer)

    def json(self, path):
        status, _, body = self.get(path)
        check(status == 200, f"{path}: {status} {body[:200]}")
        return json.loads(body)
