{{- define "order-pipeline-common.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
Release and chart, or the release alone where it contains the service's name. It begins with a letter and has no
dots, as a Service's name must. 54 characters at most: KEDA puts "keda-hpa-" before it.
*/}}
{{- define "order-pipeline-common.fullname" -}}
{{- $name := include "order-pipeline-common.name" . -}}
{{- $release := .Release.Name | replace "." "-" -}}
{{- if regexMatch "^[0-9]" $release -}}
{{- $release = printf "r%s" $release -}}
{{- end -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride }}
{{- else if contains $name .Release.Name -}}
{{ include "order-pipeline-common.shortened" (list 54 $release "") }}
{{- else -}}
{{ include "order-pipeline-common.shortened" (list 54 $release $name) }}
{{- end -}}
{{- end }}

{{/*
Two parts of a name with a hyphen between them. Where they are too long together, a hash of both replaces the end of the
first, so that names that differ stay different. Arguments: the maximum length, the first part, the second or "".
*/}}
{{- define "order-pipeline-common.shortened" -}}
{{- $max := index . 0 -}}
{{- $begin := index . 1 -}}
{{- $end := index . 2 -}}
{{- $whole := list $begin $end | compact | join "-" -}}
{{- if le (len $whole) $max -}}
{{ $whole }}
{{- else -}}
{{- if gt (len $end) (sub $max 20 | int) -}}
{{- $begin = $whole -}}
{{- $end = "" -}}
{{- end -}}
{{- $suffix := list (sha256sum $whole | trunc 8) $end | compact | join "-" -}}
{{ $begin | trunc (sub $max (add1 (len $suffix)) | int) | trimSuffix "-" }}-{{ $suffix }}
{{- end -}}
{{- end }}

{{- define "order-pipeline-common.namespace" -}}
{{ .Values.namespaceOverride | default (.Values.global | default dict).namespaceOverride | default .Release.Namespace }}
{{- end }}

{{- define "order-pipeline-common.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "order-pipeline-common.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/*
A value as Kubernetes takes it where text is required. Numbers of a values file are floating-point ones to Helm, and
5000000 would become 5e+06.
*/}}
{{- define "order-pipeline-common.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}
{{ printf "%.0f" . }}
{{- else -}}
{{ toString . }}
{{- end -}}
{{- end }}

{{/* Not empty if the value is neither missing, null nor "". */}}
{{- define "order-pipeline-common.isSet" -}}
{{- if not (or (kindIs "invalid" .) (eq (toString .) "")) }}true{{ end -}}
{{- end }}

{{/* Fields that are whole numbers, without those that are not set. Argument: a dict of them. Returns YAML. */}}
{{- define "order-pipeline-common.numbers" -}}
{{- $numbers := dict -}}
{{- range $name, $value := . -}}
{{- if include "order-pipeline-common.isSet" $value -}}
{{- $_ := set $numbers $name (int64 $value) -}}
{{- end -}}
{{- end -}}
{{- with $numbers }}{{ toYaml . }}{{ end -}}
{{- end }}

{{/* One map of texts out of several: of those that have a key, the first counts. Arguments: the maps. Returns YAML. */}}
{{- define "order-pipeline-common.texts" -}}
{{- $texts := dict -}}
{{- range $map := . -}}
{{- range $key, $value := $map -}}
{{- if and (not (hasKey $texts $key)) (not (kindIs "invalid" $value)) -}}
{{- $_ := set $texts $key (include "order-pipeline-common.text" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $texts }}{{ toYaml . }}{{ end -}}
{{- end }}

{{/* What never changes during the life of a release: a Deployment's selector can't. */}}
{{- define "order-pipeline-common.selectorLabels" -}}
{{ include "order-pipeline-common.selectorLabelsOf" (list . "") }}
{{- end }}

{{/*
Those of pods that are not to be taken for the service's own have a suffix. Arguments: the chart's context, the suffix
or "".
*/}}
{{- define "order-pipeline-common.selectorLabelsOf" -}}
{{- $context := index . 0 -}}
app.kubernetes.io/name: {{ list (include "order-pipeline-common.name" $context) (index . 1) | compact | join "-" | toYaml }}
app.kubernetes.io/instance: {{ $context.Release.Name | toYaml }}
{{- end }}

{{/*
No label but those of the selector is out of reach of commonLabels. Arguments: the chart's context, the suffix of the
selector's labels or "", and the labels of this object alone.
*/}}
{{- define "order-pipeline-common.labels" -}}
{{- $context := index . 0 -}}
{{- $selector := include "order-pipeline-common.selectorLabelsOf" (list $context (index . 1)) | fromYaml -}}
{{- $global := ($context.Values.global | default dict).commonLabels -}}
{{- $chart := dict
    "app.kubernetes.io/version" (include "order-pipeline-common.labelValue" $context.Chart.AppVersion)
    "app.kubernetes.io/part-of" "order-pipeline"
    "app.kubernetes.io/managed-by" $context.Release.Service
    "helm.sh/chart" (include "order-pipeline-common.labelValue" (printf "%s-%s" $context.Chart.Name $context.Chart.Version)) -}}
{{ include "order-pipeline-common.texts" (list $selector (index . 2) $context.Values.commonLabels $global $chart) }}
{{- end }}

{{- define "order-pipeline-common.labelValue" -}}
{{ regexReplaceAll "[^-A-Za-z0-9_.]" (toString .) "_" | trunc 63 | trimAll "-_." }}
{{- end }}

{{/*
Arguments: the chart's context, the annotations of this object alone, and those, which can't be replaced, that the chart
itself needs.
*/}}
{{- define "order-pipeline-common.annotations" -}}
{{- $context := index . 0 -}}
{{- $global := ($context.Values.global | default dict).commonAnnotations -}}
{{ include "order-pipeline-common.texts" (list (index . 2) (index . 1) $context.Values.commonAnnotations $global) }}
{{- end }}

{{/*
The metadata of every object. Argument: a dict of "context" and, as far as the object has them, "name" where it is not the
full name, "namespace", "labels" and "annotations" of its own, "fixed" annotations, and the "suffix" of its selector's labels.
*/}}
{{- define "order-pipeline-common.metadata" -}}
metadata:
  name: {{ .name | default (include "order-pipeline-common.fullname" .context) | toYaml }}
  namespace: {{ .namespace | default (include "order-pipeline-common.namespace" .context) | toYaml }}
  {{- include "order-pipeline-common.podMetadata" . | nindent 2 }}
{{- end }}

{{/* The same without a name, as in the template of a pod. */}}
{{- define "order-pipeline-common.podMetadata" -}}
labels:
  {{- include "order-pipeline-common.labels" (list .context (.suffix | default "") .labels) | nindent 2 }}
{{- with include "order-pipeline-common.annotations" (list .context .annotations .fixed) }}
annotations:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}
