#!/usr/bin/env python3
"""Random Pod templates, and the hashes that a cluster gives them: the fixture template-hashes.json.br of the control plane's tests.

    KUBECONFIG=… tools/hash-vectors.py SEED COUNT > template-hashes.json

Makes the namespace hash-vectors with COUNT Deployments, DaemonSets and StatefulSets that start no Pod, reads the ReplicaSets and
ControllerRevisions made of them, and deletes the namespace. What the cluster refuses is left out and counted on standard error.
"""
import copy, json, random, subprocess, sys, time

NAMESPACE = 'hash-vectors'
QUANTITIES = '1 100m 0.1 1e3 1.5Gi 1000Mi 0.5 1024 1k 128974848 129e6 129M 123Mi 0 2.50 1E2 12e-3 1000000000000 0.0001 1Ki 1.25 1Pi 100Ti 7Ei 0.5Ki 1.500 +5 05 8Mi 1025Ki 3E 999999999999999999 9223372036854775807 0.123456789 1000m 1100n 1u 64Mi'.split()
HANDLERS = [
    {'exec': {'command': ['ls', '-l']}}, {'exec': {}}, {'tcpSocket': {'port': 80}}, {'tcpSocket': {'port': 8080, 'host': 'h'}}, {'grpc': {'port': 9}}, {'grpc': {'port': 9, 'service': 'x'}},
    {'httpGet': {'port': 80}}, {'httpGet': {'port': 'http', 'path': '/x', 'scheme': 'HTTPS', 'host': 'h', 'httpHeaders': [{'name': 'A', 'value': 'b'}, {'name': 'C', 'value': ''}]}}]
SECURITY = {
    'runAsUser': [0, 1000], 'runAsGroup': [3], 'runAsNonRoot': [True, False], 'seLinuxOptions': [{'level': 's0:c123'}, {}], 'windowsOptions': [{'runAsUserName': 'u'}],
    'seccompProfile': [{'type': 'RuntimeDefault'}, {'type': 'Localhost', 'localhostProfile': 'p.json'}], 'appArmorProfile': [{'type': 'Unconfined'}]}


def some(r, choices, chance):
    """A few of the fields, each with one of its values; a function draws its value."""
    picked = {k: r.choice(v) for k, v in choices.items() if r.random() < chance}
    return {k: v(r) if callable(v) else copy.deepcopy(v) for k, v in picked.items()}


def amounts(r, names):
    return {n: r.choice(QUANTITIES) for n in r.sample(names, r.randint(0, len(names)))}


def probe(r, is_readiness=False):
    p = copy.deepcopy(r.choice(HANDLERS[:1] + HANDLERS[2:]))
    p.update(some(r, {'initialDelaySeconds': [0, 5], 'timeoutSeconds': [2], 'periodSeconds': [7], 'successThreshold': [1], 'failureThreshold': [4]}, .4))
    if not is_readiness and r.random() < .3:
        p['terminationGracePeriodSeconds'] = 9
    return p


def lifecycle(r):
    handlers = [{'exec': {'command': ['ls']}}, {'httpGet': {'port': 80}}, {'sleep': {'seconds': 3}}, {'tcpSocket': {'port': 1}}]
    hooks = {k: copy.deepcopy(r.choice(handlers)) for k in r.sample(['preStop', 'postStart'], r.randint(0, 2))}
    return dict(hooks, stopSignal='SIGINT') if r.random() < .2 else hooks


def resources(r):
    names = ['cpu', 'memory', 'ephemeral-storage']
    return {k: amounts(r, names) for k in r.sample(['limits', 'requests'], r.choice([0, 1, 1]))}


def env(r):
    values = [{'value': 'b'}, {'value': ''}, {'value': 'é"\\\n<>&\t\u2028'}, {}, {'valueFrom': {'fieldRef': {'fieldPath': 'metadata.name'}}}, {'valueFrom': {'fieldRef': {'apiVersion': 'v1', 'fieldPath': "metadata.labels['a']"}}},
              {'valueFrom': {'secretKeyRef': {'name': 's', 'key': 'k', 'optional': True}}}, {'valueFrom': {'configMapKeyRef': {'name': 's', 'key': 'k'}}},
              {'valueFrom': {'resourceFieldRef': {'resource': 'limits.cpu'}}}, {'valueFrom': {'fileKeyRef': {'volumeName': 'v0', 'path': 'p', 'key': 'k'}}}, {'valueFrom': {'resourceFieldRef': {'resource': 'requests.memory', 'containerName': 'app', 'divisor': r.choice(['1Mi', '1', '1Ki'])}}}]
    return [dict(copy.deepcopy(r.choice(values)), name=f'E{i}') for i in range(r.randint(0, 4))]


def security(r):
    return some(r, dict(SECURITY, privileged=[False], allowPrivilegeEscalation=[False], readOnlyRootFilesystem=[True, False], procMount=['Default'],
                        capabilities=[{'add': ['NET_ADMIN'], 'drop': ['ALL']}, {'drop': ['A', 'B']}, {}]), .35)


CONTAINER = {
    'command': [['sh', '-c'], []], 'args': [['sleep 1', '']], 'workingDir': ['/x'], 'imagePullPolicy': ['Always', 'Never', 'IfNotPresent'], 'tty': [True, False], 'stdin': [True], 'stdinOnce': [True],
    'ports': [[{'containerPort': 80, 'name': 'http'}], [{'containerPort': 80, 'protocol': 'UDP'}, {'containerPort': 80, 'hostIP': '1.2.3.4'}, {'containerPort': 81, 'name': 'x'}]],
    'env': [env], 'envFrom': [[{'configMapRef': {'name': 'cm'}}, {'prefix': 'X_', 'secretRef': {'name': 's', 'optional': False}}]], 'resources': [resources], 'lifecycle': [lifecycle], 'securityContext': [security],
    'livenessProbe': [probe], 'readinessProbe': [lambda r: probe(r, True)], 'startupProbe': [probe], 'terminationMessagePath': ['/t'], 'terminationMessagePolicy': ['FallbackToLogsOnError'],
    'restartPolicyRules': [[{'action': 'Restart', 'exitCodes': {'operator': 'In', 'values': [42]}}]], 'resizePolicy': [[{'resourceName': 'cpu', 'restartPolicy': 'RestartContainer'}, {'resourceName': 'memory', 'restartPolicy': 'NotRequired'}]]}
IMAGES = ['nginx:1', 'busybox', 'a.example.com:5000/b/c:latest', 'x/y@sha256:' + 'a' * 64, 'x:latest@sha256:' + 'b' * 64, 'UPPER', 'nginx:', 'localhost/a']
TERM = {'topologyKey': 'kubernetes.io/hostname', 'labelSelector': {'matchExpressions': [{'key': 'a', 'operator': 'In', 'values': ['b', 'c']}], 'matchLabels': {'x': 'y'}}}
SPEC = {
    'nodeSelector': [{'disk': 'ssd', 'a': ''}], 'terminationGracePeriodSeconds': [0, 10], 'dnsPolicy': ['Default', 'ClusterFirstWithHostNet'], 'serviceAccountName': ['default', 'x'], 'serviceAccount': ['old'],
    'automountServiceAccountToken': [False, True], 'hostNetwork': [False, True], 'hostPID': [True], 'hostIPC': [True], 'shareProcessNamespace': [True, False], 'hostname': ['h'], 'subdomain': ['s'], 'schedulerName': ['other'],
    'hostAliases': [[{'ip': '1.2.3.4', 'hostnames': ['a.b', 'c']}]], 'priorityClassName': ['', 'system-node-critical'], 'runtimeClassName': ['rc'], 'enableServiceLinks': [False, True], 'preemptionPolicy': ['Never', 'PreemptLowerPriority'],
    'setHostnameAsFQDN': [True, False], 'hostUsers': [True, False], 'readinessGates': [[{'conditionType': 'a.b/c'}]], 'schedulingGates': [[{'name': 'g'}]], 'overhead': [lambda r: amounts(r, ['cpu', 'memory'])],
    'os': [{'name': 'linux'}], 'imagePullSecrets': [[{'name': 'reg'}]], 'priority': [7], 'hostnameOverride': ['over'], 'nodeName': [''],
    'dnsConfig': [{'nameservers': ['1.1.1.1'], 'options': [{'name': 'ndots', 'value': '2'}, {'name': 'a'}], 'searches': ['a.b']}, {}],
    'tolerations': [[{'key': 'a', 'operator': 'Equal', 'value': 'b', 'effect': 'NoSchedule'}, {'key': 'c', 'operator': 'Exists', 'effect': 'NoExecute', 'tolerationSeconds': 30}, {'operator': 'Exists'}]],
    'topologySpreadConstraints': [[{'maxSkew': 1, 'topologyKey': 'zone', 'whenUnsatisfiable': 'DoNotSchedule', 'labelSelector': {'matchLabels': {'app': 'web'}}, 'minDomains': 2, 'nodeAffinityPolicy': 'Ignore', 'nodeTaintsPolicy': 'Honor', 'matchLabelKeys': ['pod-template-hash']}],
                                  [{'maxSkew': 2, 'topologyKey': 'zone', 'whenUnsatisfiable': 'ScheduleAnyway'}]],
    'securityContext': [lambda r: some(r, dict(SECURITY, fsGroup=[2000], fsGroupChangePolicy=['OnRootMismatch'], supplementalGroups=[[1, 2]], supplementalGroupsPolicy=['Merge'], sysctls=[[{'name': 'net.ipv4.tcp_syncookies', 'value': '1'}]]), .35)],
    'affinity': [{'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': {'nodeSelectorTerms': [{'matchExpressions': [{'key': 'a', 'operator': 'Gt', 'values': ['1']}], 'matchFields': [{'key': 'metadata.name', 'operator': 'In', 'values': ['n']}]}]},
                                   'preferredDuringSchedulingIgnoredDuringExecution': [{'weight': 5, 'preference': {'matchExpressions': [{'key': 'a', 'operator': 'Exists'}]}}]}},
                 {'podAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': [dict(TERM, namespaces=['x'])]}},
                 {'podAntiAffinity': {'preferredDuringSchedulingIgnoredDuringExecution': [{'weight': 100, 'podAffinityTerm': dict(TERM, namespaceSelector={}, matchLabelKeys=['m'])}]}}, {}],
    'schedulingGroup': [{'podGroupName': 'x'}], 'resourceClaims': [[{'name': 'c', 'resourceClaimName': 'x'}, {'name': 'd', 'resourceClaimTemplateName': 'y'}]], 'resources': [lambda r: {'limits': {'cpu': r.choice(QUANTITIES)}}]}
CLAIM = {'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}}
VOLUMES = [
    {'emptyDir': {}}, {}, {'emptyDir': {'sizeLimit': '1Gi', 'medium': 'Memory'}}, {'emptyDir': {'sizeLimit': '1.5Gi'}}, {'hostPath': {'path': '/tmp', 'type': 'Directory'}}, {'hostPath': {'path': '/tmp'}}, {'configMap': {'name': 'cm', 'items': [{'key': 'a', 'path': 'a', 'mode': 256}], 'optional': True}},
    {'secret': {'secretName': 's', 'defaultMode': 256}}, {'secret': {'secretName': 's'}}, {'persistentVolumeClaim': {'claimName': 'data', 'readOnly': True}}, {'nfs': {'server': 'a', 'path': '/b'}}, {'csi': {'driver': 'x', 'volumeAttributes': {'a': 'b', 'A': ''}, 'nodePublishSecretRef': {'name': 'z'}}},
    {'ephemeral': {'volumeClaimTemplate': {'metadata': {'labels': {'a': 'b'}}, 'spec': CLAIM}}}, {'ephemeral': {'volumeClaimTemplate': {'spec': dict(CLAIM, storageClassName='', volumeMode='Block', selector={'matchLabels': {'a': 'b'}}, dataSource={'kind': 'PersistentVolumeClaim', 'name': 'p'})}}},
    {'downwardAPI': {'items': [{'path': 'l', 'fieldRef': {'fieldPath': 'metadata.labels'}}, {'path': 'c', 'mode': 1, 'resourceFieldRef': {'containerName': 'app', 'resource': 'limits.cpu'}}, {'path': 'd', 'resourceFieldRef': {'containerName': 'app', 'resource': 'limits.cpu', 'divisor': '1m'}}]}},
    {'projected': {'sources': [{'serviceAccountToken': {'path': 'tok', 'audience': 'a'}}, {'downwardAPI': {'items': [{'path': 'l', 'fieldRef': {'fieldPath': 'metadata.labels'}}]}}, {'secret': {'name': 's'}}, {'configMap': {'name': 's', 'optional': False, 'items': [{'key': 'k', 'path': 'kk'}]}}, {'clusterTrustBundle': {'name': 'n', 'path': 'ctb'}}], 'defaultMode': 0}}, {'projected': {}},
    {'iscsi': {'targetPortal': '1.2.3.4', 'iqn': 'iqn.2001-04.com.example:x', 'lun': 0}}, {'iscsi': {'targetPortal': '1.2.3.4', 'portals': ['1.2.3.5'], 'iqn': 'iqn.2001-04.com.example:x', 'lun': 1, 'chapAuthDiscovery': True, 'secretRef': {'name': 's'}, 'initiatorName': 'iqn.2001-04.com.example:i'}},
    {'image': {'reference': 'a:b'}}, {'image': {'reference': 'a', 'pullPolicy': 'Never'}}, {'rbd': {'monitors': ['a'], 'image': 'i'}}, {'scaleIO': {'gateway': 'g', 'system': 's', 'secretRef': {'name': 's'}, 'volumeName': 'v'}}, {'azureDisk': {'diskName': 'd', 'diskURI': 'https://blob/d'}},
    {'awsElasticBlockStore': {'volumeID': 'v', 'partition': 1}}, {'gcePersistentDisk': {'pdName': 'p', 'fsType': 'x'}}, {'cephfs': {'monitors': ['m'], 'secretRef': {'name': 's'}}}, {'cinder': {'volumeID': 'c'}}, {'fc': {'targetWWNs': ['a'], 'lun': 2}}, {'fc': {'wwids': ['w']}},
    {'flexVolume': {'driver': 'a/b', 'options': {'x': 'y'}}}, {'flocker': {'datasetName': 'x'}}, {'azureFile': {'secretName': 's', 'shareName': 'n'}}, {'glusterfs': {'endpoints': 'e', 'path': 'p'}}, {'gitRepo': {'repository': 'r'}}, {'photonPersistentDisk': {'pdID': 'p'}}, {'portworxVolume': {'volumeID': 'p'}},
    {'quobyte': {'registry': 'a:1', 'volume': 'v'}}, {'vsphereVolume': {'volumePath': 'v'}}, {'storageos': {'volumeName': 'v', 'volumeNamespace': 'n'}}]


def container(r, name, volumes):
    c = dict(some(r, CONTAINER, .3), name=name, image=r.choice(IMAGES))
    if 'restartPolicyRules' in c:
        c['restartPolicy'] = 'Never'
    devices = [v['name'] for v in volumes if ('persistentVolumeClaim' in v or 'ephemeral' in v) and r.random() < .3]
    if devices:
        c['volumeDevices'] = [{'name': d, 'devicePath': '/dev/' + d} for d in devices]
    mounts = [{'mountPath': '/' + v['name'], **some(r, {'readOnly': [True, False], 'subPath': ['a'], 'mountPropagation': ['HostToContainer'], 'subPathExpr': [None], 'recursiveReadOnly': [None]}, .2), 'name': v['name']} for v in volumes if v['name'] not in devices and r.random() < .4]
    return dict(c, volumeMounts=mounts) if mounts else c


def template(r, name):
    spec = some(r, SPEC, .12)
    volumes = [dict(copy.deepcopy(v), name=f'v{i}') for i, v in enumerate(r.sample(VOLUMES, r.choice([0, 0, 1, 3])))]
    if volumes:
        spec['volumes'] = volumes
    spec['containers'] = [container(r, n, volumes) for n in ['app', 'side'][:r.choice([1, 1, 2])]]
    if r.random() < .3:
        init = [{k: v for k, v in container(r, n, volumes).items() if k not in ('livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resizePolicy')} for n in ['init', 'init2'][:r.choice([1, 2])]]
        spec['initContainers'] = [dict(init[0], restartPolicy='Always')] + init[1:] if r.random() < .4 else init
    metadata = {'labels': dict({f'l{r.randint(0, 9)}': r.choice(['', 'x', '1']) for _ in range(r.randint(0, 2))}, app=name)}
    if r.random() < .3:
        metadata['annotations'] = {f'a{r.randint(0, 9)}': r.choice(['', 'x', '{"a":1}', 'é\n<&>'])}
    return {'metadata': metadata, 'spec': spec}


def workload(r, name):
    kind = r.choice(['Deployment', 'Deployment', 'StatefulSet', 'DaemonSet'])
    t = template(r, name)
    spec = {'selector': {'matchLabels': {'app': name}}, 'template': t}
    if kind == 'DaemonSet':
        t['spec']['nodeSelector'] = dict(t['spec'].get('nodeSelector') or {}, no='where')
    else:
        spec['replicas'] = 0
    if kind == 'StatefulSet':
        spec['serviceName'] = 'x'
    return {'apiVersion': 'apps/v1', 'kind': kind, 'metadata': {'name': name}, 'spec': spec}


def kubectl(*args, **kw):
    return subprocess.run(['kubectl', *args], capture_output=True, text=True, **kw)


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    wanted = {f'h{i}': workload(random.Random(i), f'h{i}') for i in range(seed, seed + count)}
    kubectl('create', 'namespace', NAMESPACE, check=True)
    try:
        made = kubectl('create', '-n', NAMESPACE, '-f', '-', '-o', 'name', '--validate=false', input=json.dumps({'apiVersion': 'v1', 'kind': 'List', 'items': list(wanted.values())}))
        names = {line.rsplit('/', 1)[1] for line in made.stdout.split()}
        for line in sorted(set(made.stderr.splitlines())):
            if line.startswith('The ') or line.startswith('Error'):
                print(line[:300], file=sys.stderr)
        for _ in range(600):
            found = json.loads(kubectl('get', '-n', NAMESPACE, 'replicasets,controllerrevisions', '-o', 'json', check=True).stdout)['items']
            hashes = {o['metadata']['ownerReferences'][0]['name']: o['metadata']['name'].rsplit('-', 1)[1] for o in found}
            if len(hashes) >= len(names):
                break
            time.sleep(.5)
        print(f'{len(names)} of {count} accepted, {len(hashes)} hashed', file=sys.stderr)
        vectors = [{'kind': w['kind'], 'template': w['spec']['template'], 'hash': hashes[n]} for n, w in wanted.items() if n in hashes]
        print(json.dumps(vectors, separators=(',', ':'), sort_keys=True, ensure_ascii=False))
    finally:
        kubectl('delete', 'namespace', NAMESPACE)


main()
