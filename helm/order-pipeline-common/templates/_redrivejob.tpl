{{/*
A Job is immutable, so each has a unique name. With the revision in it every upgrade runs the Job; with the hash in it a
changed Job is a new one where manifests are applied without Helm, and the revision is always 1.
*/}}
{{- define "order-pipeline-common.redrive" -}}
{{- if .Values.redrive.enabled -}}
{{- $template := include "order-pipeline-common.redrivePod" . -}}
{{- $hash := printf "%s%s" $template (include "order-pipeline-common.text" .Values.redrive.run) | sha256sum | trunc 8 -}}
{{- $suffix := printf "redrive-%d-%s" .Release.Revision $hash -}}
{{- $name := include "order-pipeline-common.shortened" (list 63 (include "order-pipeline-common.fullname" .) $suffix) -}}
apiVersion: batch/v1
kind: Job
{{ include "order-pipeline-common.metadata" (dict "context" . "name" $name "annotations" .Values.redrive.annotations) }}
spec:
  backoffLimit: 0
  {{- with include "order-pipeline-common.numbers" (pick .Values.redrive "ttlSecondsAfterFinished") }}
  {{- . | nindent 2 }}
  {{- end }}
  template:
    {{- $template | nindent 4 }}
{{- end }}
{{- end }}

{{- define "order-pipeline-common.redrivePod" -}}
metadata:
  {{- include "order-pipeline-common.podMetadata" (dict "context" . "suffix" "redrive" "labels" .Values.podLabels "annotations" .Values.podAnnotations) | nindent 2 }}
spec:
  {{- $args := dict "args" (concat (list "dead-letters" "redrive") .Values.redrive.arguments) | toYaml }}
  {{- include "order-pipeline-common.podSpec" (list . "Never" $args) | nindent 2 }}
{{- end }}
