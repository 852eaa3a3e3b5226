{{- define "order-pipeline-common.deployment" -}}
{{- if and .Values.progressDeadlineSeconds (le (int64 .Values.progressDeadlineSeconds) (int64 .Values.minReadySeconds)) -}}
{{- fail "progressDeadlineSeconds has to be larger than minReadySeconds: a pod is not available before these have passed" -}}
{{- end -}}
{{- $checksums := dict
    "checksum/config" (include "order-pipeline-common.config" . | sha256sum)
    "checksum/secrets" (include "order-pipeline-common.secretVariables" . | sha256sum) -}}
apiVersion: apps/v1
kind: Deployment
{{ include "order-pipeline-common.metadata" (dict "context" . "annotations" .Values.annotations) }}
spec:
  {{- $numbers := dict
      "replicas" (.Values.autoscaling.enabled | ternary "" .Values.replicaCount)
      "revisionHistoryLimit" .Values.revisionHistoryLimit
      "minReadySeconds" .Values.minReadySeconds
      "progressDeadlineSeconds" .Values.progressDeadlineSeconds }}
  {{- include "order-pipeline-common.numbers" $numbers | nindent 2 }}
  strategy:
    {{- include "order-pipeline-common.strategy" . | nindent 4 }}
  selector:
    matchLabels:
      {{- include "order-pipeline-common.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      # A changed setting takes new pods: hence the checksums.
      {{- include "order-pipeline-common.podMetadata" (dict "context" . "labels" .Values.podLabels "annotations" .Values.podAnnotations "fixed" $checksums) | nindent 6 }}
    spec:
      {{- include "order-pipeline-common.podSpec" (list . "Always" (include "order-pipeline-common.serving" .)) | nindent 6 }}
      {{- with include "order-pipeline-common.spread" . }}
      topologySpreadConstraints:
        {{- . | nindent 8 }}
      {{- end }}
{{- end }}

{{- define "order-pipeline-common.serving" -}}
ports:
  - name: http
    containerPort: {{ int64 .Values.containerPort }}
    protocol: TCP
{{- range $probe, $settings := .Values.probes }}
{{ $probe }}Probe:
  httpGet:
    path: {{ $settings.path | toYaml }}
    port: http
  {{- omit $settings "path" | toYaml | nindent 2 }}
{{- end }}
{{- with .Values.lifecycle }}
lifecycle:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/*
The number of consumers never exceeds the replicas. A single pod is recreated: with a rolling update that may make it
unavailable, helm --wait returns before the new pod is ready.
*/}}
{{- define "order-pipeline-common.strategy" -}}
{{- if .Values.strategy -}}
{{ toYaml .Values.strategy }}
{{- else if and (le (int .Values.replicaCount) 1) (not .Values.autoscaling.enabled) -}}
type: Recreate
{{- else -}}
type: RollingUpdate
rollingUpdate:
  maxSurge: 0
  maxUnavailable: 1
{{- end -}}
{{- end }}

{{/* A constraint without a label selector gets that of the service's own pods. */}}
{{- define "order-pipeline-common.spread" -}}
{{- $constraints := list -}}
{{- $ownPods := dict "matchLabels" (include "order-pipeline-common.selectorLabels" . | fromYaml) -}}
{{- range .Values.topologySpreadConstraints -}}
{{- $constraints = append $constraints (merge (dict) . (dict "labelSelector" $ownPods)) -}}
{{- end -}}
{{- with $constraints }}{{ toYaml . }}{{ end -}}
{{- end }}
