{{- define "order-pipeline-common.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
Release and chart, or the release alone where it contains the service's name. A Service's name starts with a letter and
has no dots. At most 54 characters: KEDA prefixes it with "keda-hpa-".
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
Two parts of a name, joined by a hyphen. Where they are too long together, a hash of both replaces the end of the first,
so that different names remain different. Arguments: the maximum length, the first part, the second or "".
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
