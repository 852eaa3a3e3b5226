{{/*
The alerts. Their text is not a template of Helm: it has templates of Prometheus. In the context of the services' charts and
of the umbrella.
*/}}
{{- define "order-pipeline-common.prometheusRule" -}}
{{- with .Values.prometheusRule -}}
{{- if .enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
{{ include "order-pipeline-common.metadata" (dict "context" $ "namespace" .namespace "labels" .labels) }}
spec:
  {{- $.Files.Get "alerts.yml" | replace "runbook_url: docs/" (printf "runbook_url: %sdocs/" (.runbooks | default "")) | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
