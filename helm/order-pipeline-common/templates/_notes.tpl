{{- define "order-pipeline-common.notes" -}}
{{- $name := include "order-pipeline-common.fullname" . -}}
{{- $in := printf "--namespace %s" (include "order-pipeline-common.namespace" .) -}}
{{- $release := printf "--namespace %s" .Release.Namespace -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{ .Chart.Name }} {{ .Chart.AppVersion }} consumes {{ include "order-pipeline-common.sourceTopic" . }} from {{ include "order-pipeline-common.bootstrapServers" . }}.

Status:
  kubectl {{ $in }} rollout status deployment/{{ $name }}
  helm {{ $release }} test {{ .Release.Name }}

Reason of a failed readiness check:
  kubectl {{ $in }} logs deployment/{{ $name }} --tail=20
  kubectl {{ $in }} port-forward service/{{ $name }} 5000:{{ int64 .Values.service.port }} &
  curl localhost:5000/health/readiness
{{- if eq ($config.MARTS_PAGE | default "false") "true" }}

Marts page, at http://localhost:5000/ (it has no login: put one before it, for people outside of the cluster):
  kubectl {{ $in }} port-forward service/{{ $name }} 5000:{{ int64 .Values.service.port }}
{{- end }}

Pending dead letters: a Job lists those that it would redrive, and redrives them without --dry-run.
  helm {{ $release }} upgrade {{ .Release.Name }} CHART --reuse-values --set redrive.enabled=true --set 'redrive.arguments={--dry-run}'
  kubectl {{ $in }} logs --tail=-1 --selector app.kubernetes.io/name={{ include "order-pipeline-common.name" . }}-redrive,app.kubernetes.io/instance={{ .Release.Name }}
{{- if not (or $config.PG_USER (include "order-pipeline-common.existingSecret" .)) }}

WARNING: config.PG_USER is not set. The service fails at its start.
{{- end }}
{{- if not (or $config.KAFKA_HOST $config.KAFKA_BOOTSTRAP_SERVERS (include "order-pipeline-common.existingSecret" .)) }}

WARNING: neither config.KAFKA_BOOTSTRAP_SERVERS nor config.KAFKA_HOST is set. The service connects to localhost:9092 in its own pod.
{{- end }}
{{- end }}
