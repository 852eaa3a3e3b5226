{{/* "data" and not "stringData": a key removed from the latter remains in the Secret in the cluster. */}}
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
