#!/usr/bin/env python3
"""Asks a real server what it makes of the manifests of some kinds, and how it shows them in a table: the fixture kinds.json of the tests.

    REAL=kubeconfig tools/twin/kinds.py KIND… > tests/Kubespy.ControlPlane.Tests/Fixtures/kinds.json

All are dry runs. Who asks is named as the embedded cluster's administrator is.
"""
import json
import os
import sys

import yaml

import twin

QUERY = '?dryRun=All&fieldValidation=Strict&fieldManager=twin'
TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'


twin.PATTERNS[:] = [p for p in twin.PATTERNS if p[1] != '<ip>']


def main():
    server = twin.Server(os.environ['REAL'])
    discovery = {}
    entries = []
    with open(os.path.join(os.path.dirname(__file__), 'manifests.yaml')) as file:
        manifests = yaml.safe_load(file)
    for entry in manifests:
        path, manifest = entry['path'], entry['object']
        if manifest['kind'] not in sys.argv[1:]:
            continue
        version = path.split('/namespaces/')[0] if '/namespaces/' in path else path.rsplit('/', 1)[0]
        resource = path.rsplit('/', 1)[1]
        listed = server('GET', version)[1]['resources']
        discovery.setdefault(version, []).extend(r for r in listed if r['name'].split('/')[0] == resource and r not in discovery.get(version, []))
        code, made, _ = server('POST', path + QUERY, manifest)
        if code != 201:
            sys.exit(f'{path} was not made: {made}')
        made = twin.normalised(made)
        if manifest['kind'] == 'CertificateSigningRequest':
            made['spec']['username'] = 'kubernetes-admin'
            del made['spec']['uid']
        table = server('POST', path + QUERY, manifest, accept=TABLE)[1]
        entries.append({
            'path': path, 'given': manifest, 'made': made,
            'columns': [[c['name'], c['type'], c['format'], c['priority']] for c in table['columnDefinitions']],
            'cells': ['kubernetes-admin' if c == 'admin' else c for c in table['rows'][0]['cells']],
        })
    print('{"discovery":' + json.dumps(discovery) + ',\n"kinds":[')
    print(',\n'.join(json.dumps(entry) for entry in entries) + ']}')


main()
