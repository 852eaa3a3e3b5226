{{- define "order-pipeline-common.configMap" -}}
apiVersion: v1
kind: ConfigMap
{{ include "order-pipeline-common.metadata" (dict "context" .) }}
data:
  {{- include "order-pipeline-common.config" . | fromJson | toYaml | nindent 2 }}
{{- end }}
