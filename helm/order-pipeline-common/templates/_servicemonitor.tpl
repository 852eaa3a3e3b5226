{{- define "order-pipeline-common.serviceMonitor" -}}
{{- if .Values.serviceMonitor.enabled -}}
{{- $namespace := .Values.serviceMonitor.namespace -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
{{ include "order-pipeline-common.metadata" (dict "context" . "namespace" $namespace "labels" .Values.serviceMonitor.labels) }}
spec:
  {{- if $namespace }}
  namespaceSelector:
    matchNames:
      - {{ include "order-pipeline-common.namespace" . | toYaml }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
  endpoints:
    {{- with .Values.serviceMonitor }}
    - port: http
      path: /prometheus
      interval: {{ .interval }}
      {{- with .scrapeTimeout }}
      {{- if gt (include "order-pipeline-common.milliseconds" . | int64) (include "order-pipeline-common.milliseconds" $.Values.serviceMonitor.interval | int64) }}
      {{- fail (printf "serviceMonitor.scrapeTimeout is %s, longer than serviceMonitor.interval: %s" . $.Values.serviceMonitor.interval) }}
      {{- end }}
      scrapeTimeout: {{ . }}
      {{- end }}
      honorLabels: {{ kindIs "invalid" .honorLabels | ternary true .honorLabels }}
      {{- with .relabelings }}
      relabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .metricRelabelings }}
      metricRelabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}

{{/* A Prometheus duration in milliseconds. */}}
{{- define "order-pipeline-common.milliseconds" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000 "w" 604800000 "y" 31536000000 -}}
{{- $total := 0 -}}
{{- range regexFindAll "[0-9]+[a-z]+" . -1 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- $total = add $total (mul (trimSuffix $unit . | int64) (get $units $unit)) -}}
{{- end -}}
{{ $total }}
{{- end }}
