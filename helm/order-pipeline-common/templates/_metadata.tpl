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

{{/*
commonLabels replace all labels but the selector's. Arguments: the chart's context, the suffix of the
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

{{/* Constant for the life of a release: a Deployment's selector is immutable. */}}
{{- define "order-pipeline-common.selectorLabels" -}}
{{ include "order-pipeline-common.selectorLabelsOf" (list . "") }}
{{- end }}

{{/*
A suffix keeps the service's selectors from matching other pods. Arguments: the chart's context, the suffix
or "".
*/}}
{{- define "order-pipeline-common.selectorLabelsOf" -}}
{{- $context := index . 0 -}}
app.kubernetes.io/name: {{ list (include "order-pipeline-common.name" $context) (index . 1) | compact | join "-" | toYaml }}
app.kubernetes.io/instance: {{ $context.Release.Name | toYaml }}
{{- end }}

{{/*
Arguments: the chart's context, the annotations of this object alone, and those that the chart depends on, which can't be
replaced.
*/}}
{{- define "order-pipeline-common.annotations" -}}
{{- $context := index . 0 -}}
{{- $global := ($context.Values.global | default dict).commonAnnotations -}}
{{ include "order-pipeline-common.texts" (list (index . 2) (index . 1) $context.Values.commonAnnotations $global) }}
{{- end }}
