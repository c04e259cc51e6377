#!/usr/bin/env python3
"""A registry that has every image: whatever is pulled is one layer of busybox with container.sh as its program.

    tools/twin/registry.py PORT BUSYBOX container.sh

For a real kubelet on a machine without a registry. Tags that contain bad, unauthorized or toomanyrequests are refused, as docs/pod-behaviour.md has it; BUSYBOX is linked statically.
"""
import gzip
import hashlib
import http.server
import io
import json
import sys
import tarfile

APPLETS = 'cat date echo env exit false grep head hostname httpd id kill ls mkdir nslookup rm seq sh sleep tail test touch true wget'
PAUSE = b'#!/bin/sh\ntrap "exit 0" TERM INT\nwhile :; do sleep 3600 & wait $!; done\n'
MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
REFUSED = {
    'bad': (404, 'MANIFEST_UNKNOWN', 'manifest unknown'),
    'unauthorized': (403, 'DENIED', 'requested access to the resource is denied'),
    'toomanyrequests': (429, 'TOOMANYREQUESTS', 'You have reached your unauthenticated pull rate limit.'),
}


def digest(blob):
    return 'sha256:' + hashlib.sha256(blob).hexdigest()


def layer_of(busybox, program):
    files = io.BytesIO()
    with tarfile.open(fileobj=files, mode='w') as tar:
        def add(name, kind=tarfile.REGTYPE, content=b'', mode=0o755, link=''):
            entry = tarfile.TarInfo(name)
            entry.type, entry.size, entry.mode, entry.linkname = kind, len(content), mode, link
            tar.addfile(entry, io.BytesIO(content))

        for folder in ('bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'var', 'var/run', 'www'):
            add(folder, tarfile.DIRTYPE, mode=0o1777 if folder == 'tmp' else 0o755)
        add('bin/busybox', content=busybox)
        for applet in APPLETS.split():
            add('bin/' + applet, tarfile.SYMTYPE, link='busybox')
        add('container.sh', content=program)
        add('pause', content=PAUSE)
        add('etc/passwd', content=b'root:x:0:0:root:/:/bin/sh\n', mode=0o644)
        add('www/index.html', content=b'hello\n', mode=0o644)
    return files.getvalue()


class Images:
    """Every name has an image of its own, so that the kubelet tells them apart; they share their layer."""

    def __init__(self, files):
        self._files = digest(files)
        self._layer = gzip.compress(files, mtime=0)
        self.blobs = {digest(self._layer): self._layer}

    def manifest(self, name):
        config = self._keep({
            'architecture': 'amd64', 'os': 'linux', 'history': [], 'rootfs': {'type': 'layers', 'diff_ids': [self._files]},
            'config': {'Env': ['PATH=/bin'], 'Cmd': ['/pause' if 'pause' in name else '/container.sh'], 'Labels': {'name': name}},
        })
        return self._keep({
            'schemaVersion': 2, 'mediaType': MANIFEST,
            'config': {'mediaType': 'application/vnd.oci.image.config.v1+json', 'digest': digest(config), 'size': len(config)},
            'layers': [{'mediaType': 'application/vnd.oci.image.layer.v1.tar+gzip', 'digest': digest(self._layer), 'size': len(self._layer)}],
        })

    def _keep(self, value):
        blob = json.dumps(value).encode()
        self.blobs[digest(blob)] = blob
        return blob


class Registry(http.server.BaseHTTPRequestHandler):
    """As much of the distribution specification as containerd asks for."""

    protocol_version = 'HTTP/1.1'
    images = None

    def do_GET(self):
        path = self.path.split('?')[0]
        *_, kind, reference = path.split('/') if path.count('/') > 2 else ('', '')
        refusal = next((r for mark, r in REFUSED.items() if mark in reference), None) if kind == 'manifests' else None
        if path == '/v2/':
            self._answer(200, b'{}')
        elif refusal:
            self._refuse(*refusal)
        elif kind == 'manifests':
            manifest = self.images.blobs.get(reference) or self.images.manifest(path)
            self._answer(200, manifest, MANIFEST, digest(manifest))
        elif kind == 'blobs' and reference in self.images.blobs:
            self._answer(200, self.images.blobs[reference], 'application/octet-stream', reference)
        else:
            self._refuse(404, 'BLOB_UNKNOWN', 'blob unknown')

    do_HEAD = do_GET

    def _refuse(self, status, code, message):
        self._answer(status, json.dumps({'errors': [{'code': code, 'message': message}]}).encode())

    def _answer(self, status, body, kind='application/json', content_digest=None):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.send_header('Docker-Distribution-Api-Version', 'registry/2.0')
        if content_digest:
            self.send_header('Docker-Content-Digest', content_digest)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == '__main__':
    port, busybox, program = sys.argv[1:]
    with open(busybox, 'rb') as one, open(program, 'rb') as other:
        Registry.images = Images(layer_of(one.read(), other.read()))
    http.server.ThreadingHTTPServer(('127.0.0.1', int(port)), Registry).serve_forever()
