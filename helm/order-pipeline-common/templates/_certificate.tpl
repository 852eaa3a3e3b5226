{{/* The source of the volume with the authority's certificate; empty without one. */}}
{{- define "order-pipeline-common.certificateVolume" -}}
{{- $certificate := .Values.certificate -}}
{{- if not (or $certificate.secret $certificate.configMap) -}}
{{- $certificate = (.Values.global | default dict).certificate | default dict -}}
{{- end -}}
{{- $items := list (dict "key" ($certificate.key | default "ca.crt") "path" (include "order-pipeline-common.certificateFile" .)) -}}
{{- if and $certificate.secret $certificate.configMap -}}
{{- fail "certificate.secret and certificate.configMap exclude each other: the certificate comes from one of them" -}}
{{- else if $certificate.secret -}}
secret:
  secretName: {{ $certificate.secret | toYaml }}
  items:
    {{- toYaml $items | nindent 4 }}
{{- else if $certificate.configMap -}}
configMap:
  name: {{ $certificate.configMap | toYaml }}
  items:
    {{- toYaml $items | nindent 4 }}
{{- end -}}
{{- end }}

{{- define "order-pipeline-common.certificateFile" -}}
{{- $config := include "order-pipeline-common.merged" (list . "config") | fromJson -}}
{{ base ($config.CERTIFICATE_PATH | default "ca.crt") }}
{{- end }}
