#!/usr/bin/env python3
"""Plays Pods on a real kubelet and on the embedded one, and tells where their ways through states, or what the Events say, differ.

    REAL=kubeconfig OURS=kubeconfig tools/twin/pods.py [-v] [NAME…]
    REAL=kubeconfig tools/twin/pods.py --record RUNS [NAME…] > pod-lives.json

NAME is one of pods.yaml; all where none is named. Recorded are the real one's alone, as often as RUNS says: the fixture of the control plane's tests. Each cluster has one node. With -v the states that are alike are shown whole, too. Moments are seconds since the Pod was made; a busy machine
shifts them, and merges neighbouring states. Last line: how many of how many Pods went the same way, and had the same Events.
"""
import concurrent.futures
import difflib
import json
import os
import re
import sys
import threading
import time

import yaml

import twin

AT_ONCE = int(os.environ.get('AT_ONCE', '3'))
UNIQUE = [(r'containerd://[0-9a-f]{64}', '<id>'), (r'\b[0-9a-f]{64}\b', '<id>'), (r' in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes', ' in …'), (r'capacity: \d+|allocatable: \d+', 'capacity: …')]
PATCHES = {list: 'application/json-patch+json', dict: 'application/strategic-merge-patch+json'}


class Stage:
    """A namespace of one of the clusters, with one Pod in it."""

    def __init__(self, name, kubeconfig):
        self._server = twin.Server(kubeconfig)
        self._kubeconfig = kubeconfig
        self._node = self._server('GET', '/api/v1/nodes')[1]['items'][0]['metadata']['name']
        self._name = name
        self._path = f'/api/v1/namespaces/{name}'
        self.answers, self.states = [], []

    def play(self, scenario):
        self._server('POST', '/api/v1/namespaces', {'metadata': {'name': self._name}})
        self._await('/serviceaccounts/default')
        self._await('/configmaps/kube-root-ca.crt')
        watch = threading.Thread(target=self._watch, args=(scenario['seconds'],))
        watch.start()
        time.sleep(0.3)
        pod = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'p'}, 'spec': scenario['spec']}
        self._ask('POST', '/pods', json.loads(json.dumps(pod).replace('"NODE"', f'"{self._node}"')))
        self._start = time.time()
        for step in scenario.get('then', []):
            time.sleep(max(0, self._start + step['at'] - time.time()))
            self._do(step)
        watch.join()
        told = self._events()
        self._server('DELETE', '/api/v1/namespaces/' + self._name)
        self._server('DELETE', self._path + '/pods/p', {'gracePeriodSeconds': 0})
        return told

    def _do(self, step):
        if 'patch' in step:
            self._ask('PATCH', '/pods/p' + ('/' + step['subresource'] if 'subresource' in step else ''), step['patch'], PATCHES[type(step['patch'])])
        elif 'create' in step:
            self._ask('POST', '/' + step['create']['kind'].lower() + 's', step['create'])
        else:
            self._ask('DELETE', '/pods/p', step['delete'] or None)

    def _ask(self, method, path, body, content_type='application/json'):
        code, answer, _ = self._server(method, self._path + path, body, content_type)
        self.answers.append((method, code, self._plain(answer.get('message', '')) if code >= 300 else ''))

    def _await(self, path):
        while self._server('GET', self._path + path)[0] != 200:
            time.sleep(0.1)

    def _watch(self, seconds):
        self._start = time.time()
        server = twin.Server(self._kubeconfig)
        for event in server.watch(f'{self._path}/pods?watch=1&timeoutSeconds={seconds + 1}', seconds + 30):
            state = self._plain(state_of(event))
            if not self.states or self.states[-1][1] != state:
                self.states.append((time.time() - self._start, state))

    def _events(self):
        told = {}
        for event in self._server('GET', self._path + '/events')[1]['items']:
            what = (event['type'], event['reason'], self._plain(event['message']), event['involvedObject'].get('fieldPath'))
            told[what] = told.get(what, 0) + (event.get('count') or (event.get('series') or {}).get('count') or 1)
        return told

    def _plain(self, text):
        for pattern, instead in twin.PATTERNS + UNIQUE:
            text = re.sub(pattern, instead, text)
        return text.replace(self._name, 'NS').replace(self._node, 'NODE')


def state_of(event):
    """A line for what a watch tells of a Pod: phase, conditions, containers; nothing that no two Pods share."""
    pod, status = event['object'], event['object'].get('status', {})
    words = [event['type'], status.get('phase')] + [f'{f}={status[f]}' for f in ('reason', 'message') if status.get(f)]
    if 'deletionTimestamp' in pod['metadata']:
        words.append(f"deleted with {pod['metadata'].get('deletionGracePeriodSeconds')}s")
    words += [f"{c['type']}={c['status']}{':' + c['reason'] if c.get('reason') else ''}{'(' + c['message'] + ')' if c.get('message') else ''}"
              for c in sorted(status.get('conditions', []), key=lambda c: c['type'])]
    for kind, mark in (('initContainerStatuses', 'init '), ('containerStatuses', ''), ('ephemeralContainerStatuses', 'ephemeral ')):
        words += [f"{mark}{c['name']}{{{container_state(c.get('state'))}, last {container_state(c.get('lastState'))}, {c['restartCount']} restarts, ready {c['ready']}, started {c.get('started')}, "
                  f"{c.get('image', '').split('/')[-1]}{' with id' if c.get('imageID') else ''}}}" for c in status.get(kind, [])]
    return ' '.join(str(w) for w in words + [f for f in ('podIP', 'hostIP', 'startTime') if f in status] + [f"observed {status.get('observedGeneration')}"])


def container_state(state):
    kind, fields = next(iter(state.items())) if state else ('none', {})
    return ' '.join([kind] + [str(fields[f]) for f in ('reason', 'exitCode', 'signal', 'message') if fields.get(f) is not None])


def play_on(scenario, kubeconfig):
    stage = Stage(f"pods-{scenario['name']}-{int(time.time()) % 100_000}", kubeconfig)
    return stage, stage.play(scenario)


def play(scenario):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return scenario['name'], *zip(*pool.map(lambda of: play_on(scenario, os.environ[of]), ('REAL', 'OURS')))


def record(scenarios, runs):
    """Each scenario with the ways that it went, those that are alike once."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(runs):
            for scenario, (stage, told) in zip(scenarios, pool.map(lambda s: play_on(s, os.environ['REAL']), scenarios)):
                way = {'answers': [list(a) for a in stage.answers], 'states': [s for _, s in stage.states], 'events': sorted([what[:2] + (what[2], what[3] or '') for what in told])}
                if way not in scenario.setdefault('ways', []):
                    scenario['ways'].append(way)
    json.dump(scenarios, sys.stdout, ensure_ascii=False, indent=1)


def tell_states(real, ours, is_verbose):
    matcher = difflib.SequenceMatcher(None, [s for _, s in real], [s for _, s in ours], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == 'equal':
            for (at, state), (other, _) in zip(real[a:b], ours[c:d]):
                print(f'  both {at:5.1f} {other:5.1f}  {state if is_verbose else state[:70]}')
        else:
            for at, state in real[a:b]:
                print(f'  real {at:5.1f}        {state}')
            for at, state in ours[c:d]:
                print(f'  ours       {at:5.1f}  {state}')


def tell(name, stages, told, is_verbose):
    """Whether the states, and the Events, were the same."""
    real, ours = stages
    print('#', name)
    is_same = [s for _, s in real.states] == [s for _, s in ours.states] and real.answers == ours.answers
    if not is_same or is_verbose:
        tell_states(real.states, ours.states, is_verbose)
    if real.answers != ours.answers:
        print('  real answered', real.answers, '\n  ours answered', ours.answers)
    others = [what for what in sorted(told[0].keys() | told[1].keys(), key=str) if told[0].get(what) != told[1].get(what)]
    for what in others:
        print('  Event', *what, '| real', told[0].get(what, 0), 'ours', told[1].get(what, 0))
    sys.stdout.flush()
    return is_same, not others


def main():
    runs = int(sys.argv[2]) if sys.argv[1:2] == ['--record'] else 0
    names = [a for a in sys.argv[3 if runs else 1:] if not a.startswith('-')]
    with open(os.path.join(os.path.dirname(__file__), 'pods.yaml')) as file:
        scenarios = [s for s in yaml.safe_load(file) if not names or s['name'] in names]
    if runs:
        return record(scenarios, runs)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        same = [tell(*played, '-v' in sys.argv) for played in pool.map(play, scenarios)]
    print(f'{sum(s for s, _ in same)} of {len(same)} went the same way, {sum(e for _, e in same)} had the same Events')


if __name__ == '__main__':
    main()
