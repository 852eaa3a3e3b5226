{{/* A sidecar writes the dashboards of all charts into one folder, so the files are named after their uid. */}}
{{- define "order-pipeline.dashboards" -}}
{{- with .Values.dashboards -}}
{{- if .enabled -}}
{{- $name := include "order-pipeline-common.shortened" (list 63 (include "order-pipeline-common.fullname" $) "dashboards") -}}
apiVersion: v1
kind: ConfigMap
{{ include "order-pipeline-common.metadata" (dict "context" $ "name" $name "namespace" .namespace "labels" .labels "annotations" .annotations) }}
data:
  {{- ($.Files.Glob "dashboards/*.json").AsConfig | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
