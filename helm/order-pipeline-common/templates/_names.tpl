{{- define "order-pipeline-common.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Release and chart, or the release alone where it already says which service it is. Room is left for suffixes. */}}
{{- define "order-pipeline-common.fullname" -}}
{{- $name := include "order-pipeline-common.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 48 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 48 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 48 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "order-pipeline-common.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "order-pipeline-common.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* What never changes during the life of a release: a Deployment's selector can't. */}}
{{- define "order-pipeline-common.selectorLabels" -}}
app.kubernetes.io/name: {{ include "order-pipeline-common.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "order-pipeline-common.labels" -}}
{{ include "order-pipeline-common.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: order-pipeline
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The metadata of every object. Arguments: the chart's context and, where there is one, a suffix of the name. */}}
{{- define "order-pipeline-common.metadata" -}}
{{- $context := index . 0 -}}
metadata:
  name: {{ include "order-pipeline-common.fullname" $context }}{{ if gt (len .) 1 }}-{{ index . 1 }}{{ end }}
  namespace: {{ $context.Release.Namespace }}
  labels:
    {{- include "order-pipeline-common.labels" $context | nindent 4 }}
{{- end }}
