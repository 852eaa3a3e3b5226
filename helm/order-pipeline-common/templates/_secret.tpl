{{/* "data" and not "stringData": what is taken out of that stays in the Secret in the cluster. */}}
{{- define "order-pipeline-common.secret" -}}
{{- with include "order-pipeline-common.secrets" . | fromJson -}}
apiVersion: v1
kind: Secret
{{ include "order-pipeline-common.metadata" (dict "context" $) }}
type: Opaque
data:
  {{- range $name, $value := . }}
  {{ $name }}: {{ $value | b64enc | toYaml }}
  {{- end }}
{{- end }}
{{- end }}
