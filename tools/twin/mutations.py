#!/usr/bin/env python3
"""Changes each field of each manifest in several ways, sends all of it to both servers as dry runs, and tells where the answers differ.

    REAL=kubeconfig OURS=kubeconfig tools/twin/mutations.py create|update|merge|strategic|apply|force [-v] [KIND…]

create posts the mutant; the others make the manifest itself first, and then put, patch or apply the mutant on it.
Last line: how many of how many requests were answered alike.
"""
import copy
import os
import sys
import time

import yaml

import twin

QUERY = '?dryRun=All&fieldValidation=Strict&fieldManager=twin'
WAYS = {
    'create': lambda path, one, mutant: ('POST', path + QUERY, mutant),
    'update': lambda path, one, mutant: ('PUT', one + QUERY, mutant),
    'merge': lambda path, one, mutant: ('PATCH', one + QUERY, mutant, 'application/merge-patch+json'),
    'strategic': lambda path, one, mutant: ('PATCH', one + QUERY, mutant, 'application/strategic-merge-patch+json'),
    'apply': lambda path, one, mutant: ('PATCH', one + QUERY, mutant, 'application/apply-patch+yaml'),
    'force': lambda path, one, mutant: ('PATCH', one + QUERY + '&force=true', mutant, 'application/apply-patch+yaml'),
}
OPEN_MAPS = {'labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'stringData', 'binaryData', 'requests', 'limits', 'hard', 'parameters'}


def fields(value, path=()):
    yield path, value
    for name, field in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from fields(field, path + (name,))


def others(name, value):
    """What else could stand there, each with its name."""
    if isinstance(value, bool):
        return [('a string', 'x'), ('flipped', not value)]
    if isinstance(value, int):
        return [('negative', -1), ('zero', 0), ('large', 99999999), ('a string', 'abc'), ('a fraction', 1.5)]
    if isinstance(value, str):
        return [('empty', ''), ('of bad letters', 'Not_OK!'), ('long', 'a' * 300), ('a number', 5), ('null', None)]
    if isinstance(value, list):
        return [('an empty list', []), ('a string', 'x')] + ([('with its first item twice', value + value[:1])] if value else [])
    return [('an empty map', {}), ('a string', 'x')] + ([] if name in OPEN_MAPS else [('with a field that nobody knows', {**value, 'bogusField': 1})])


def mutants(manifest):
    yield 'as it is', manifest
    for path, value in fields(manifest):
        if not path or path[0] in ('apiVersion', 'kind'):
            continue
        for what, other in [('left out', None)] + others(path[-1], value):
            mutant = copy.deepcopy(manifest)
            parent = mutant
            for step in path[:-1]:
                parent = parent[step]
            if what == 'left out':
                del parent[path[-1]]
            else:
                parent[path[-1]] = copy.deepcopy(other)
            yield f'{".".join(map(str, path))} {what}', mutant


def remove(server, one):
    server('DELETE', one, {'propagationPolicy': 'Background', 'gracePeriodSeconds': 0})
    until = time.time() + 10
    while server('GET', one)[0] != 404 and time.time() < until:
        time.sleep(.1)


def make(server, path, one, manifest):
    code, answer, _ = server('POST', path + '?fieldManager=one', manifest)
    if code >= 300:
        sys.exit(f'{one} was not made: {answer}')


def main():
    arguments = [a for a in sys.argv[1:] if a != '-v']
    if not arguments or arguments[0] not in WAYS:
        sys.exit(__doc__)
    way, kinds = arguments[0], arguments[1:]
    servers = twin.both()
    asked, unlike = 0, 0
    with open(os.path.join(os.path.dirname(__file__), 'manifests.yaml')) as file:
        manifests = yaml.safe_load(file)
    for entry in manifests:
        path, manifest = entry['path'], entry['object']
        if kinds and manifest['kind'] not in kinds:
            continue
        one = f'{path}/{manifest["metadata"]["name"]}'
        for server in servers:
            remove(server, one)
            if way != 'create':
                make(server, path, one, manifest)
        count, differ = 0, 0
        for what, mutant in mutants(manifest):
            request = WAYS[way](path, one, mutant)
            found = twin.compare(*(server(*request) for server in servers))
            count += 1
            differ += bool(found)
            if found and '-v' in sys.argv:
                print(f'{manifest["kind"]}: {what}')
                for where, real, ours in found[:4]:
                    print(f'    {where}\n        real: {str(real)[:300]}\n        ours: {str(ours)[:300]}')
        print(f'{manifest["kind"]}: {count - differ} of {count} alike', flush=True)
        asked, unlike = asked + count, unlike + differ
        for server in servers:
            remove(server, one)
    print(f'{way}: {asked - unlike} of {asked} alike')


main()
