"""Two API servers that are asked the same: a real one (REAL) and the embedded one (OURS), each named by a kubeconfig in the environment."""
import base64
import http.client
import json
import os
import re
import ssl
import tempfile
import urllib.parse

import yaml


class Server:
    """One connection to the server of a kubeconfig's only context."""

    def __init__(self, kubeconfig):
        with open(kubeconfig) as file:
            config = yaml.safe_load(file)
        self._url = urllib.parse.urlparse(config['clusters'][0]['cluster']['server'])
        user = config['users'][0]['user']
        self._token = user.get('token')
        self._tls = ssl._create_unverified_context()  # Both are on loopback.
        if 'client-certificate-data' in user:
            with tempfile.NamedTemporaryFile() as pem:
                pem.write(base64.b64decode(user['client-certificate-data']) + b'\n' + base64.b64decode(user['client-key-data']))
                pem.flush()
                self._tls.load_cert_chain(pem.name)
        self._connection = None

    def __call__(self, method, path, body=None, content_type='application/json', accept='application/json', headers=None):
        """The status code, the body (read as JSON where it is) and the warnings. A connection that the server has closed is opened anew once."""
        sent = {'Accept': accept, 'User-Agent': 'twin', **(headers or {})}
        if self._token:
            sent['Authorization'] = 'Bearer ' + self._token
        if body is not None:
            sent['Content-Type'] = content_type
            body = json.dumps(body) if isinstance(body, (dict, list)) else body
        for is_last in (False, True):
            try:
                self._connection = self._connection or http.client.HTTPSConnection(self._url.hostname, self._url.port, context=self._tls, timeout=30)
                self._connection.request(method, path, body, sent)
                answer = self._connection.getresponse()
                text = answer.read()
                warnings = [value for name, value in answer.getheaders() if name.lower() == 'warning']
                try:
                    return answer.status, json.loads(text), warnings
                except ValueError:
                    return answer.status, text.decode('utf8', 'replace'), warnings
            except (http.client.HTTPException, OSError):
                self._connection = None
                if is_last:
                    raise

    def watch(self, path, timeout):
        """The events of a watch until it ends; on a connection of its own."""
        connection = http.client.HTTPSConnection(self._url.hostname, self._url.port, context=self._tls, timeout=timeout)
        connection.request('GET', path, headers={'Accept': 'application/json', 'User-Agent': 'twin', **({'Authorization': 'Bearer ' + self._token} if self._token else {})})
        for line in connection.getresponse():
            yield json.loads(line)


def both():
    return Server(os.environ['REAL']), Server(os.environ['OURS'])


PATTERNS = [
    (r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z', '<time>'),
    (r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '<uid>'),
    (r'kube-api-access-[a-z0-9]{5}', 'kube-api-access-<random>'),
    (r'\b10\.\d+\.\d+\.\d+\b', '<ip>'),
]
OF_THE_SERVER = {'uid', 'resourceVersion', 'creationTimestamp'}


def is_forks(item):
    """OpenShift's fork of the sources projects one more ConfigMap into each Pod."""
    return isinstance(item, dict) and (item.get('configMap') or {}).get('name') == 'openshift-service-ca.crt'


def normalised(value, path=()):
    """Without what no two servers share: uids, revisions, times, addresses and ports that were drawn."""
    if isinstance(value, dict):
        return {name: normalised(field, path + (name,)) for name, field in value.items()
                if not (name in OF_THE_SERVER and (path[-1:] in (('metadata',), ('ownerReferences',)) or 'details' in path))
                and not (name == 'time' and 'managedFields' in path) and not (name == 'nodePort' and field != 30080)}
    if isinstance(value, list):
        return [normalised(item, path) for item in value if not is_forks(item)]
    if isinstance(value, str):
        for pattern, instead in PATTERNS:
            value = re.sub(pattern, instead, value)
    return value


def differences(real, ours, path=''):
    """Path, what the real one has there, what ours has."""
    if isinstance(real, dict) and isinstance(ours, dict):
        for name in sorted(real.keys() | ours.keys()):
            yield from differences(real.get(name, '<absent>'), ours.get(name, '<absent>'), f'{path}.{name}')
    elif isinstance(real, list) and isinstance(ours, list) and len(real) == len(ours):
        for i, pair in enumerate(zip(real, ours)):
            yield from differences(*pair, f'{path}[{i}]')
    elif type(real) is not type(ours) or real != ours:
        yield path, real, ours


def compare(real, ours):
    """All that differs between two answers."""
    found = [('code', real[0], ours[0])] if real[0] != ours[0] else []
    found += differences(normalised(real[1]), normalised(ours[1]))
    return found + ([('warning', real[2], ours[2])] if real[2] != ours[2] else [])
