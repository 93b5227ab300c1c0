"""A job as a CronJob of Kubernetes."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Final

from summarise import __version__
from summarise.errors import ConfigError
from summarise.schedule.plan import Plan, fields, portable

IMAGE: Final = f"summarise:{__version__}"
"""What ``docker build --tag`` made of the Dockerfile, until a registry gives it a longer name."""

_LONGEST: Final = 52  # characters of a CronJob's name; Kubernetes appends to it
_TAKEN: Final = "summarise-"

# 10001 is the user of the Dockerfile. What ends with 2 (config) or 4 (written, but degraded) would
# end so again. A start may be six hours late: a morning's page is one until noon.
_MANIFEST: Final = """\
# summarise: the job {job}. Apply with: kubectl apply -f FILE
# The config, and the variables that it names (keys, passwords), come from outside:
#   kubectl create configmap summarise-config --from-file=config.toml={path}
#   kubectl create secret generic summarise-env --from-env-file=FILE
# Pages that go to files have to go below /var/lib/summarise.
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: summarise-store
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {name}
spec:
  schedule: {schedule}
  timeZone: {zone}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 21600
  jobTemplate:
    spec:
      backoffLimit: 2
      podFailurePolicy:
        rules:
          - action: FailJob
            onExitCodes:
              containerName: summarise
              operator: In
              values: [2, 4]
      template:
        spec:
          restartPolicy: Never
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            runAsGroup: 10001
            fsGroup: 10001
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: summarise
              image: {image}
              args: [run, {job}, --config, /etc/summarise/config.toml]
              env:
                - name: SUMMARISE_STORE__PATH
                  value: /var/lib/summarise/summarise.db
              envFrom:
                - secretRef:
                    name: summarise-env
                    optional: true
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              volumeMounts:
                - name: config
                  mountPath: /etc/summarise
                  readOnly: true
                - name: store
                  mountPath: /var/lib/summarise
                - name: tmp
                  mountPath: /tmp
          volumes:
            - name: config
              configMap:
                name: summarise-config
            - name: store
              persistentVolumeClaim:
                claimName: summarise-store
            - name: tmp
              emptyDir: {{}}
"""


def k8s(plan: Plan, image: str = IMAGE) -> str:
    """Return the manifest. Raises ConfigError."""
    # A JSON string is a YAML string.
    return _MANIFEST.format(
        path=json.dumps(str(plan.config)),
        name=json.dumps(_name(plan.job)),
        schedule=json.dumps(_schedule(plan.schedule)),
        zone=json.dumps(plan.zone),
        image=json.dumps(image),
        job=json.dumps(plan.job),
    )


def _schedule(schedule: str) -> str:
    minute, hour, day, month, weekday = portable(schedule)
    known = fields(schedule)
    stars = [text for text in (day, weekday) if text.startswith("*")]
    if known.both and None not in (known.days, known.weekdays) and stars:
        raise ConfigError(
            f'the schedule "{schedule}" wants day and weekday to match, where Kubernetes is '
            "content with one of them; name the days of one of them alone"
        )
    return " ".join((minute, hour, day, month, weekday))


def _name(job: str) -> str:
    """Return a name that Kubernetes takes: lower case, no underscore, not too long."""
    plain = re.sub(r"[^a-z0-9]+", "-", job.lower()).strip("-")
    if plain == job and len(plain) <= _LONGEST - len(_TAKEN):
        return f"{_TAKEN}{plain}"
    # Two jobs must not become one.
    mark = sha256(job.encode()).hexdigest()[:6]
    return f"{_TAKEN}{plain[: _LONGEST - len(_TAKEN) - len(mark) - 1]}-{mark}"
