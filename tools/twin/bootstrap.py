#!/usr/bin/env python3
"""Writes down what a real API server makes for itself when it starts, without what only it has: uids, revisions, times.

    REAL=kubeconfig tools/twin/bootstrap.py > src/Kubespy.ControlPlane/components.json

The metrics that a real cluster gets of another server come from this one.
"""
import json
import os

import twin

KINDS = [
    ('/apis/apiregistration.k8s.io/v1', 'apiservices'), ('/apis/flowcontrol.apiserver.k8s.io/v1', 'prioritylevelconfigurations'),
    ('/apis/flowcontrol.apiserver.k8s.io/v1', 'flowschemas'), ('/apis/networking.k8s.io/v1', 'servicecidrs'),
]
NOT_SERVED = {'v1.resource.k8s.io'}


def stripped(value):
    if isinstance(value, dict):
        return {name: stripped(field) for name, field in value.items() if name not in ('uid', 'resourceVersion', 'creationTimestamp', 'time', 'lastTransitionTime')}
    return [stripped(item) for item in value] if isinstance(value, list) else value


def main():
    server = twin.Server(os.environ['REAL'])
    lines = []
    for version, plural in KINDS:
        listed = server('GET', f'{version}/{plural}')[1]
        for item in sorted(listed['items'], key=lambda i: i['metadata']['name']):
            if item['metadata']['name'] in NOT_SERVED or '.example.com' in item['metadata']['name']:
                continue
            lines.append(stripped({'kind': listed['kind'].removesuffix('List'), 'apiVersion': listed['apiVersion'], **item}))
    metrics = json.loads(json.dumps(next(i for i in lines if i['metadata']['name'] == 'v1.apps')))
    metrics['metadata']['name'] = 'v1beta1.metrics.k8s.io'
    metrics['spec'] = {'group': 'metrics.k8s.io', 'version': 'v1beta1', 'groupPriorityMinimum': 100, 'versionPriority': 100}
    print('[' + ',\n'.join(json.dumps(line, separators=(',', ':')) for line in [*lines, metrics]) + ']')


main()
